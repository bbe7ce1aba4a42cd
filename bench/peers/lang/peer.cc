/*
 * What CLD2 and libexttextcat say of texts: lines "language<tab>text" on standard input come back with what was found in
 * front, as bench/lang -j reads them; the time a text is said on standard error.
 *
 *   peer cld2 | peer exttextcat FOLDER-OF-FINGERPRINTS
 */
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

typedef uint16_t uint16;   /* CLD2's installed header wants them from the caller */
typedef uint8_t uint8;
typedef uint32_t uint32;
typedef int32_t int32;
#include <cld2/public/compact_lang_det.h>
extern "C" {
#include <libexttextcat/textcat.h>
}

using detector = std::function<std::string(const std::string &)>;

/* Where it is unsure it says English; we take its word for being unsure. */
static std::string by_cld2(const std::string &text)
{
    bool sure = false;
    CLD2::Language l = CLD2::DetectLanguage(text.data(), (int)text.size(), true, &sure);
    return sure ? CLD2::LanguageCode(l) : "und";
}

/* "[es--utf8][gl--utf8]", the best first; "SHORT" or "UNKNOWN". */
static std::string by_textcat(void *h, const std::string &text)
{
    std::string got = textcat_Classify(h, text.data(), text.size());
    return got[0] == '[' ? got.substr(1, got.find('-') - 1) : "und";
}

int main(int argc, char **argv)
{
    detector detect = by_cld2;
    if (argc > 2 && strcmp(argv[1], "exttextcat") == 0) {
        std::string folder = std::string(argv[2]) + "/", conf = folder + "fpdb.conf";
        void *h = special_textcat_Init(conf.c_str(), folder.c_str());
        if (!h)
            return 2;
        textcat_SetProperty(h, TCPROP_MINIMUM_DOCUMENT_SIZE, 3);
        detect = [h](const std::string &text) { return by_textcat(h, text); };
    }
    std::vector<std::string> lines, found;
    for (std::string line; std::getline(std::cin, line);)
        if (!line.empty() && line[0] != '#' && line.find('\t') != std::string::npos)
            lines.push_back(line);
    auto from = std::chrono::steady_clock::now();
    for (const std::string &line : lines)
        found.push_back(detect(line.substr(line.find('\t') + 1)));
    std::chrono::duration<double, std::micro> us = std::chrono::steady_clock::now() - from;
    for (size_t i = 0; i < lines.size(); i++)
        std::cout << found[i] << '\t' << lines[i] << '\n';
    fprintf(stderr, "%s: %.3f us a text\n", argv[1], us.count() / (double)lines.size());
}
