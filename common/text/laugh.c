#include "text/laugh.h"

#define TURNS 3      /* from one letter to the other: jaja has three; ojo, aja and eje, which are words, two */
#define ALIKE 3      /* kkk */

/* Two letters by turns, each as often as it likes (jajajja, ahaha), or one alone, where the second is 0. To add one, add its line. */
static const char laughs[][2] = {
    { 'j', 'a' }, { 'j', 'e' }, { 'j', 'i' }, { 'j', 'o' }, { 'j', 's' }, { 'j', 0 },
    { 'h', 'a' }, { 'h', 'e' }, { 'h', 'i' }, { 'h', 'o' },
    { 'k', 0 }, { 'r', 's' },
};

static bool is_of(struct slice w, const char pair[2])
{
    size_t turns = 0;
    for (size_t i = 0; i < w.n; i++) {
        if (w.p[i] != pair[0] && w.p[i] != pair[1])
            return false;
        turns += i > 0 && w.p[i] != w.p[i - 1];
    }
    return pair[1] ? turns >= TURNS : w.n >= ALIKE;
}

bool laugh_word(struct slice bare)
{
    for (size_t i = 0; i < sizeof laughs / sizeof laughs[0]; i++)
        if (is_of(bare, laughs[i]))
            return true;
    return false;
}
