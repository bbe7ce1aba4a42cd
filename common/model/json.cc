/* The only C++ of Pulso. simdjson's DOM, not its on-demand reader: that one does
 * not look at what it skips, and unknown members travel on. No exception leaves. */
#include <cstring>
#include <exception>
#include <memory>
#include <new>
#include <simdjson.h>

extern "C" {
#include "model/json.h"
}

static_assert(JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson reads further now");

struct json {
    simdjson::dom::parser parser;
    const char *in;
    size_t in_bytes;
};

struct json *json_new(size_t size_bytes)
{
    try {
        std::unique_ptr<json> j(new json());
        if (j->parser.allocate(size_bytes, JSON_MAX_DEPTH + 1) != simdjson::SUCCESS)
            return nullptr;
        if (j->parser.doc.allocate(size_bytes) != simdjson::SUCCESS)
            return nullptr;
        return j.release();
    } catch (const std::exception &) {
        return nullptr;
    }
}

void json_free(struct json *j)
{
    delete j;
}

static inline uint64_t tape_low(uint64_t word)
{
    return word & 0x00ffffffffffffffu;
}

/* string_buf holds length (4 bytes), bytes and a NUL of every string. */
static inline slice string_at(const json *j, uint64_t offset)
{
    const uint8_t *p = j->parser.doc.string_buf.get() + offset;
    uint32_t n;
    memcpy(&n, p, sizeof n);
    return { reinterpret_cast<const char *>(p) + sizeof n, n };
}

/*
 * simdjson's tape: one 64-bit word an element, its type in the top byte.
 *   '"' offset into string_buf
 *   '{' '[' low 32 bits: the index after the closing word, which itself is '}' ']'
 *   'l' 'u' 'd' int64, uint64, double in the next word       't' 'f' 'n' as they say
 * Reads the element at `at` and gives the index of what follows it.
 */
static inline size_t tape_read(const json *j, size_t at, json_value *v)
{
    const uint64_t *tape = j->parser.doc.tape.get();
    const uint64_t low = tape_low(tape[at]);
    switch (char(tape[at] >> 56)) {
    case '"':
        v->type = JSON_STRING;
        v->text = string_at(j, low);
        return at + 1;
    case '{':
    case '[':
        v->type = char(tape[at] >> 56) == '{' ? JSON_OBJECT : JSON_ARRAY;
        v->at = at + 1;
        v->end = size_t(uint32_t(low)) - 1;
        return v->end + 1;
    case 'l':
        v->type = JSON_INT;
        memcpy(&v->whole, &tape[at + 1], sizeof v->whole);
        return at + 2;
    case 'u':
        v->type = JSON_REAL;
        v->real = double(tape[at + 1]);
        return at + 2;
    case 'd':
        v->type = JSON_REAL;
        memcpy(&v->real, &tape[at + 1], sizeof v->real);
        return at + 2;
    case 't':
    case 'f':
        v->type = JSON_BOOL;
        v->yes = char(tape[at] >> 56) == 't';
        return at + 1;
    default:
        v->type = JSON_NULL;
        return at + 1;
    }
}

static bool parse_failed(err *e, const char *why)
{
    return err_set(e, ERR_DROP, "not valid JSON: %s", why);
}

bool json_parse(struct json *j, const char *padded, size_t n, struct json_value *root, struct err *e)
{
    try {
        auto parsed = j->parser.parse(padded, n, false);
        if (parsed.error() == simdjson::MEMALLOC)
            return err_set(e, ERR_BUG, "out of memory for %zu bytes of JSON", n);
        if (parsed.error())
            return parse_failed(e, simdjson::error_message(parsed.error()));
        j->in = padded;
        j->in_bytes = n;
        tape_read(j, 1, root);   /* word 0 is the root's own */
        return true;
    } catch (const std::bad_alloc &) {
        return err_set(e, ERR_BUG, "out of memory for %zu bytes of JSON", n);
    } catch (const std::exception &x) {
        return parse_failed(e, x.what());
    }
}

bool json_member(const struct json *j, struct json_value *object, struct slice *name, struct json_value *v)
{
    if (object->at >= object->end)
        return false;
    *name = string_at(j, tape_low(j->parser.doc.tape[object->at]));
    object->at = tape_read(j, object->at + 1, v);
    return true;
}

bool json_item(const struct json *j, struct json_value *array, struct json_value *v)
{
    if (array->at >= array->end)
        return false;
    array->at = tape_read(j, array->at, v);
    return true;
}

/* simdjson keeps where each bracket, comma, colon and first byte of a value
 * lies: walking those, and not the bytes, skips strings whatever they hold. */
struct slice json_raw(const struct json *j, size_t nth)
{
    const uint32_t *mark = j->parser.implementation->structural_indexes.get();
    const uint32_t marks = j->parser.implementation->n_structural_indexes;
    size_t begin = 0, member = 0, depth = 0;
    for (uint32_t i = 0; i < marks; i++) {
        const char c = j->in[mark[i]];
        if (depth == 1 && c == ':' && member == nth)
            begin = mark[i + 1];
        if (depth == 1 && (c == ',' || c == '}') && member++ == nth) {
            size_t end = mark[i];
            while (end > begin && strchr(" \t\r\n", j->in[end - 1]))
                end--;
            return { j->in + begin, end - begin };
        }
        depth += c == '{' || c == '[';
        depth -= c == '}' || c == ']';
    }
    return { "", 0 };
}

const char *json_type_name(enum json_type t)
{
    static const char *const name[] = { "null", "true or false", "a whole number", "a number",
                                        "a string", "an object", "an array" };
    return name[t];
}
