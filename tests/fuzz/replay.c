/* Runs a fuzz target over files and folders of its corpus, without libFuzzer: what `make check` does with every
 * input that once was interesting. Says how many it ran; none is a failure. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t ran;

static void replay_file(const char *path)
{
    FILE *f = fopen(path, "rb");
    struct stat st;
    if (!f || fstat(fileno(f), &st) != 0) {
        perror(path);
        exit(1);
    }
    uint8_t *data = malloc((size_t)st.st_size + 1);
    size_t n = data ? fread(data, 1, (size_t)st.st_size, f) : 0;
    fclose(f);
    LLVMFuzzerTestOneInput(data, n);
    free(data);
    ran++;
}

static void replay(const char *path)
{
    char inside[4096];
    DIR *d = opendir(path);
    if (!d) {
        replay_file(path);
        return;
    }
    for (struct dirent *e; (e = readdir(d)); ) {
        if (e->d_name[0] == '.')
            continue;
        snprintf(inside, sizeof inside, "%s/%s", path, e->d_name);
        replay(inside);
    }
    closedir(d);
}

int main(int argc, char **argv)
{
    LLVMFuzzerTestOneInput((const uint8_t *)"", 0);
    for (int i = 1; i < argc; i++)
        replay(argv[i]);
    printf("%zu inputs\n", ran);
    return ran ? 0 : 1;
}
