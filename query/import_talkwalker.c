/* Talkwalker. + and ++ search as written; a query of plain words is a proximity; to add a field, write its row. */
#include "query/import_inside.h"

#include "text/chars.h"
#include "text/utf8.h"

#define CLASSIFIED "is what the classifier finds: it belongs in rules and searches"
#define NO_MEMBER "mentions have no such member here"
#define SUM "engagement is a sum there: no member of mentions here is"
#define GUESSED "what it compares exactly is not documented: read as the field of the same meaning"
#define WORDS_MAX 64

static const struct import_row rows[] = {
    { "title", NULL, MAKE_TITLE, FIELD_TITLE, NULL, GUESSED },
    { "content", NULL, MAKE_ANYWHERE, FIELD_COUNT, NULL, "looked for in title and text" },
    { "author", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, "here the whole handle or name, not a part of it" },
    { "author_name", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, "here the whole handle or name" },
    { "author_short", NULL, MAKE_VALUE, FIELD_AUTHOR, NULL, "finds names that are the same as the handle, too" },
    { "site", NULL, MAKE_VALUE, FIELD_SITE, NULL, NULL },
    { "domain_url", NULL, MAKE_VALUE, FIELD_SITE, NULL, GUESSED },
    { "host_url", NULL, MAKE_VALUE, FIELD_SITE, NULL, "subdomains are included here" },
    { "url", NULL, MAKE_VALUE, FIELD_URL, NULL, "compared by its beginning" },
    { "links", NULL, MAKE_VALUE, FIELD_LINKS, NULL, GUESSED },
    { "lang", NULL, MAKE_LANGUAGE, FIELD_LANGUAGE, NULL, GUESSED },
    { "language", NULL, MAKE_LANGUAGE, FIELD_LANGUAGE, NULL, GUESSED },
    { "sourcecountry", NULL, MAKE_COUNTRY, FIELD_COUNTRY, NULL, "here the country that the mention names, not that of its source" },
    { "country", NULL, MAKE_COUNTRY, FIELD_COUNTRY, NULL, GUESSED },
    { "followers", NULL, MAKE_RANGE, FIELD_FOLLOWERS, NULL, GUESSED },
    { "hashtag", NULL, MAKE_SIGN, FIELD_COUNT, "#", GUESSED },
    { "mention", NULL, MAKE_SIGN, FIELD_COUNT, "@", GUESSED },
    { "is", "retweet", MAKE_FIXED, FIELD_ENGAGEMENT, "REPOST", GUESSED },
    { "is", "reply", MAKE_FIXED, FIELD_ENGAGEMENT, "REPLY", GUESSED },
    { "is", "quote", MAKE_FIXED, FIELD_ENGAGEMENT, "QUOTE", GUESSED },
    { "is", "comment", MAKE_FIXED, FIELD_ENGAGEMENT, "COMMENT", GUESSED },
    { "is", "verified", MAKE_FIXED, FIELD_VERIFIED, "true", GUESSED },
    { "sourcetype", "SOCIALMEDIA_TWITTER", MAKE_FIXED, FIELD_PLATFORM, "x", "becomes the platform x" },
    { "sourcetype", "SOCIALMEDIA_FACEBOOK", MAKE_FIXED, FIELD_PLATFORM, "facebook", "becomes the platform facebook" },
    { "sourcetype", "SOCIALMEDIA_INSTAGRAM", MAKE_FIXED, FIELD_PLATFORM, "instagram", "becomes the platform instagram" },
    { "sourcetype", "SOCIALMEDIA_YOUTUBE", MAKE_FIXED, FIELD_PLATFORM, "youtube", "becomes the platform youtube" },
    { "sourcetype", "SOCIALMEDIA_TIKTOK", MAKE_FIXED, FIELD_PLATFORM, "tiktok", "becomes the platform tiktok" },
    { "sourcetype", "SOCIALMEDIA_LINKEDIN", MAKE_FIXED, FIELD_PLATFORM, "linkedin", "becomes the platform linkedin" },
    { "sourcetype", "ONLINENEWS", MAKE_FIXED, FIELD_KIND, "article", "becomes kind:article, blogs included" },
    { "sentiment", NULL, MAKE_LOST, FIELD_COUNT, NULL, CLASSIFIED },
    { "engagement", NULL, MAKE_LOST, FIELD_COUNT, NULL, SUM },
    { "reach", NULL, MAKE_LOST, FIELD_COUNT, NULL, NO_MEMBER },
    { "trendingscore", NULL, MAKE_LOST, FIELD_COUNT, NULL, NO_MEMBER },
    { "author_gender", NULL, MAKE_LOST, FIELD_COUNT, NULL, "gender is not guessed here" },
    { "posttype", NULL, MAKE_LOST, FIELD_COUNT, NULL, NO_MEMBER },
    { "tag", NULL, MAKE_LOST, FIELD_COUNT, NULL, NO_MEMBER },
    { "region", NULL, MAKE_LOST, FIELD_COUNT, NULL, "a place within a country is not known here: write country:" },
    { "city", NULL, MAKE_LOST, FIELD_COUNT, NULL, "a place within a country is not known here: write country:" },
    { "published", NULL, MAKE_LOST, FIELD_COUNT, NULL, "queries do not look at the time" },
    { 0 }
};

/* Letters and digits of any script; all of them ASCII capitals or + - & : searched as written. */
static bool look(struct slice word, bool *capitals)
{
    *capitals = word.n > 1 && word.p[0] != '-' && word.p[0] != '+';
    while (word.n) {
        int32_t cp = utf8_next(&word);
        enum char_class class = char_class(cp);
        bool sign = cp == '+' || cp == '-' || cp == '&';
        *capitals &= sign || (cp >= 'A' && cp <= 'Z');
        if (!sign && class != CHAR_LETTER && class != CHAR_DIGIT && class != CHAR_MARK)
            return false;
    }
    return true;
}

/* ABC is ++"ABC", and cat dog mouse is "cat dog mouse"~20: ten moves for each gap. */
static bool plain(struct importer *p, struct ast **out)
{
    struct import_piece piece[WORDS_MAX], all = p->lx.now;
    struct ast *first = NULL, **tail = &first;
    bool capitals = false;
    size_t n = 0;
    while (import_at(p, PIECE_WORD) && n < WORDS_MAX) {
        piece[n] = p->lx.now;
        if (!look(piece[n++].body, &capitals) || !import_lex_advance(&p->lx, p->qe))
            return true;
    }
    if (!import_at(p, PIECE_END) || n == 0 || p->lx.notes.n || (n == 1 && !capitals))
        return true;
    for (size_t i = 0; i < n; i++) {
        import_term(p, &piece[i], n == 1 ? LEX_BRACED : LEX_WORD, false, tail);
        if (!*tail)
            return true;
        tail = &(*tail)->next;
    }
    all.len = piece[n - 1].at + piece[n - 1].len - all.at;
    if (n == 1 && first->op == AST_PHRASE)
        import_changed(p, all.at, all.len, "signs are no part of words here: only letters and digits are compared as written");
    import_within(p, &all, first, (int64_t)(n - 1) * 10, out);
    return true;
}

const struct import_dialect import_talkwalker = {
    .name = "talkwalker",
    .about = "words are cut and compared by Pulso's rules; hashtags are not cut into their parts there: set hashtag_parts: false",
    .rows = rows, .operators = "AND OR NOT NEAR ONEAR",
    .minus = true, .raw = true, .near = true, .ordered = true, .wildcards = true, .signs_in_quotes = true, .moves = true,
    .near_words = PIECE_NO_NUMBER, .plain = plain,
};
