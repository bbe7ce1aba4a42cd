#include "pii/context.h"

#include <stdlib.h>

#include "text/fold.h"
#include "text/utf8.h"
#include "text/words.h"

#define BEFORE_BYTES 56
#define BEFORE_WORDS 6
#define AFTER_BYTES 32
#define AFTER_WORDS 3

/* Folded, without accents. To add one, put it where strcmp() wants it. */
static const struct hint { char word[14]; uint8_t hint; } hints[] = {
    { "account", HINT_OTHER }, { "amex", PII_CARD }, { "autorizacion", HINT_OTHER }, { "boleto", HINT_OTHER }, { "booking", HINT_OTHER },
    { "call", PII_PHONE }, { "card", PII_CARD }, { "cartao", PII_CARD }, { "case", HINT_OTHER }, { "caso", HINT_OTHER },
    { "cbu", PII_CBU }, { "cc", PII_DNI }, { "cedula", PII_DNI }, { "cel", PII_PHONE }, { "cell", PII_PHONE }, { "celu", PII_PHONE }, { "celular", PII_PHONE }, { "celulares", PII_PHONE },
    { "chamado", HINT_OTHER }, { "clabe", PII_CLABE }, { "cnpj", PII_CNPJ }, { "code", HINT_OTHER }, { "codigo", HINT_OTHER },
    { "compra", HINT_OTHER }, { "comprobante", HINT_OTHER }, { "conta", HINT_OTHER }, { "contactame", PII_PHONE }, { "contacto", PII_PHONE }, { "contato", PII_PHONE },
    { "contrato", HINT_OTHER }, { "cpf", PII_CPF }, { "cuenta", HINT_OTHER }, { "cuil", PII_CUIT }, { "cuit", PII_CUIT }, { "curp", PII_CURP },
    { "cvu", PII_CBU }, { "dni", PII_DNI }, { "doc", PII_DNI }, { "documento", PII_DNI }, { "envio", HINT_OTHER },
    { "expediente", HINT_OTHER }, { "factura", HINT_OTHER }, { "fatura", HINT_OTHER }, { "fijo", PII_PHONE }, { "flight", HINT_OTHER },
    { "folio", HINT_OTHER }, { "fone", PII_PHONE }, { "guia", HINT_OTHER }, { "iban", PII_IBAN }, { "iccid", HINT_OTHER },
    { "id", HINT_OTHER }, { "imei", HINT_OTHER }, { "incidencia", HINT_OTHER }, { "invoice", HINT_OTHER }, { "isbn", HINT_OTHER },
    { "liga", PII_PHONE }, { "ligar", PII_PHONE }, { "ligue", PII_PHONE }, { "linea", PII_PHONE }, { "llama", PII_PHONE },
    { "llamame", PII_PHONE }, { "llamanos", PII_PHONE }, { "llamar", PII_PHONE }, { "llamarme", PII_PHONE }, { "llame", PII_PHONE },
    { "llamen", PII_PHONE }, { "llamenme", PII_PHONE }, { "marca", PII_PHONE }, { "marcar", PII_PHONE }, { "mobile", PII_PHONE },
    { "movil", PII_PHONE }, { "nie", PII_NIE }, { "nif", PII_NIF }, { "nota", HINT_OTHER }, { "nro", HINT_NUMBER }, { "num", HINT_NUMBER },
    { "number", HINT_NUMBER }, { "numero", HINT_NUMBER }, { "operacion", HINT_OTHER }, { "orden", HINT_OTHER }, { "order", HINT_OTHER },
    { "pedido", HINT_OTHER }, { "phone", PII_PHONE }, { "poliza", HINT_OTHER }, { "protocolo", HINT_OTHER }, { "rastreamento", HINT_OTHER },
    { "rastreio", HINT_OTHER }, { "rastreo", HINT_OTHER }, { "reclamo", HINT_OTHER }, { "ref", HINT_OTHER }, { "referencia", HINT_OTHER },
    { "reporte", HINT_OTHER }, { "reserva", HINT_OTHER }, { "rfc", PII_RFC }, { "serie", HINT_OTHER }, { "sku", HINT_OTHER },
    { "sms", PII_PHONE }, { "solicitud", HINT_OTHER }, { "tarjeta", PII_CARD }, { "tel", PII_PHONE }, { "telef", PII_PHONE },
    { "telefone", PII_PHONE }, { "telefono", PII_PHONE }, { "telefonos", PII_PHONE }, { "telf", PII_PHONE }, { "tfno", PII_PHONE },
    { "ticket", HINT_OTHER }, { "tlf", PII_PHONE }, { "tracking", HINT_OTHER }, { "transaccion", HINT_OTHER }, { "visa", PII_CARD },
    { "vuelo", HINT_OTHER }, { "wa", PII_PHONE }, { "wasap", PII_PHONE }, { "whats", PII_PHONE }, { "whatsapp", PII_PHONE },
    { "wpp", PII_PHONE }, { "wsp", PII_PHONE }, { "zap", PII_PHONE },
};

/* What stands behind an amount, and no number of a person. The same order. */
static const char *const units[] = {
    "anos", "dias", "dlls", "dolares", "eur", "euros", "followers", "gb", "hab", "horas", "hs", "kb", "kg", "km", "likes", "mb", "mdd", "mdp",
    "mil", "millones", "min", "minutos", "mts", "mxn", "people", "personas", "pesos", "puntos", "reais", "seguidores", "usd", "usuarios",
    "veces", "views", "vistas", "years",
};

static int row_cmp(const void *key, const void *row)
{
    return strcmp(key, ((const struct hint *)row)->word);
}

static int hint_of(const char *word)
{
    const struct hint *h = bsearch(word, hints, sizeof hints / sizeof hints[0], sizeof hints[0], row_cmp);
    return h ? h->hint : HINT_NONE;
}

static int name_cmp(const void *key, const void *row)
{
    return strcmp(key, *(const char *const *)row);
}

bool context_in(const char *const *sorted, size_t n, const char *word)
{
    return bsearch(word, sorted, n, sizeof *sorted, name_cmp) != NULL;
}

static bool in_word(char c)
{
    return (byte_class[(unsigned char)c] & (BYTE_LOWER | BYTE_UPPER | BYTE_DIGIT | BYTE_LATIN)) || ((unsigned char)c & 0xC0) == 0x80;
}

/* Signs of more bytes than two are no letters here; their bytes are passed over as signs. */
static bool letter_ends(struct slice text, size_t end, size_t floor)
{
    unsigned char c = (unsigned char)text.p[end - 1];
    return c < 0x80 ? in_word((char)c) : c < 0xC0 && end >= floor + 2 && (unsigned char)text.p[end - 2] == 0xC3;
}

static void fold_word(struct slice text, struct context_word *w)
{
    size_t n = 0;
    for (size_t i = w->start; i < w->end && n + 1 < WORD_MAX; i++) {
        unsigned char c = (unsigned char)text.p[i];
        if (c == 0xC3 && i + 1 < w->end)
            w->z[n++] = (char)fold_latin1[(unsigned char)text.p[++i] & 0x3F];
        else if (c < 0x80)
            w->z[n++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : (char)c;
    }
    w->z[n] = 0;
}

bool context_word_before(struct slice text, size_t at, size_t floor, struct context_word *out)
{
    while (at > floor && !letter_ends(text, at, floor))
        at--;
    out->end = at;
    while (at > floor && letter_ends(text, at, floor))
        at -= (unsigned char)text.p[at - 1] < 0x80 ? 1 : 2;
    out->start = at;
    fold_word(text, out);
    return out->end > out->start;
}

bool context_word_after(struct slice text, size_t at, size_t limit, struct context_word *out)
{
    while (at < limit && !(in_word(text.p[at]) && ((unsigned char)text.p[at] & 0xC0) != 0x80))
        at++;
    out->start = at;
    while (at < limit && in_word(text.p[at]))
        at++;
    out->end = at;
    fold_word(text, out);
    return out->end > out->start;
}

static int hint_before(struct slice text, size_t start)
{
    struct context_word w = { .start = start };
    size_t floor = start > BEFORE_BYTES ? start - BEFORE_BYTES : 0;
    int found = HINT_NONE;
    for (int i = 0; i < BEFORE_WORDS && context_word_before(text, w.start, floor, &w); i++) {
        int h = hint_of(w.z);
        if (h == HINT_NUMBER)
            found = h;
        else if (h != HINT_NONE)
            return h;
    }
    return found;
}

static int hint_after(struct slice text, size_t end)
{
    struct context_word w = { .end = end };
    size_t limit = text.n - end < AFTER_BYTES ? text.n : end + AFTER_BYTES;
    for (int i = 0; i < AFTER_WORDS && context_word_after(text, w.end, limit, &w); i++) {
        int h = hint_of(w.z);
        if (h < PII_KINDS)
            return h;
        if (w.z[0] >= '0' && w.z[0] <= '9')    /* what follows speaks of that one */
            break;
    }
    return HINT_NONE;
}

int context_hint(struct slice text, size_t start, size_t end)
{
    int before = hint_before(text, start);
    if (before != HINT_NONE && before != HINT_NUMBER)
        return before;
    int after = hint_after(text, end);
    return after != HINT_NONE ? after : before;
}

bool context_amount(struct slice text, size_t start, size_t end)
{
    struct context_word w;
    size_t i = start, k = end;
    while (i > 0 && text.p[i - 1] == ' ')
        i--;
    while (k < text.n && text.p[k] == ' ')
        k++;
    if ((i > 0 && text.p[i - 1] == '$') || (k < text.n && (text.p[k] == '$' || text.p[k] == '%')))
        return true;
    if ((i >= 3 && memcmp(text.p + i - 3, "€", 3) == 0) || (k + 3 <= text.n && memcmp(text.p + k, "€", 3) == 0))
        return true;
    size_t limit = text.n - k < AFTER_BYTES ? text.n : k + AFTER_BYTES;
    return context_word_after(text, k, limit, &w) && w.start == k && context_in(units, sizeof units / sizeof units[0], w.z);
}
