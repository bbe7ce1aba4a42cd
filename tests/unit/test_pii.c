/* Personal data by example: numbers that are published as examples of their kind, or made for it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <time.h>

#include "pii/pii.h"

#define ROWS(t) (sizeof(t) / sizeof(t)[0])

static struct buf line;

/* "card 4111 1111 1111 1111|phone 55 1234 5678" */
static const char *found(struct slice text)
{
    struct pii_span s;
    buf_reset(&line);
    for (size_t at = 0; pii_next(text, &at, &s); ) {
        if (line.n)
            buf_char(&line, '|');
        buf_addz(&line, pii_name(s.kind));
        buf_char(&line, ' ');
        buf_add(&line, (struct slice){ text.p + s.start, s.end - s.start });
    }
    return buf_z(&line);
}

struct row { const char *text, *want; };

static void assert_found(const struct row *row, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_string_equal(found(slice_of(row[i].text)), row[i].want);
}
#define ASSERT_FOUND(row) assert_found(row, ROWS(row))

static void cards_are_found_by_issuer_grouping_and_luhn(void **state)
{
    static const struct row row[] = {
        { "mi tarjeta 4111 1111 1111 1111 no pasa", "card 4111 1111 1111 1111" }, { "4111-1111-1111-1111", "card 4111-1111-1111-1111" },
        { "5500000000000004", "" /* blanked */ }, { "5555555555554444", "card 5555555555554444" }, { "amex 3782 822463 10005", "card 3782 822463 10005" },
        { "30569309025904", "card 30569309025904" }, { "6011111111111117", "card 6011111111111117" }, { "3530111333300000", "card 3530111333300000" },
        { "2223003122003222", "card 2223003122003222" }, { "4111111111111112", "" }, { "411 11111 1111 1111 1", "" }, { "9111111111111111", "" },
        { "pedido 4111111111111111", "" }, { "pedido con tarjeta 4111111111111111", "card 4111111111111111" },
        { "a4111111111111111", "" }, { "4111111111111111b", "" }, { "https://x.com/4111111111111111", "" }, { "https://x.com/a,4111111111111111", "" }, { "@4111111111111111", "" },
        { "４１１１ １１１１ １１１１ １１１１", "card ４１１１ １１１１ １１１１ １１１１" }, { "4111\xE2\x80\x8B" "111111111111", "card 4111\xE2\x80\x8B" "111111111111" },
        { "4111\xC2\xA0" "1111\xC2\xA0" "1111\xC2\xA0" "1111", "card 4111\xC2\xA0" "1111\xC2\xA0" "1111\xC2\xA0" "1111" },
        { "5201 1600  2012  4093", "card 5201 1600  2012  4093" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void accounts_are_found_by_their_checksums(void **state)
{
    static const struct row row[] = {
        { "ES91 2100 0418 4502 0005 1332", "iban ES91 2100 0418 4502 0005 1332" }, { "es9121000418450200051332", "iban es9121000418450200051332" },
        { "GB82 WEST 1234 5698 7654 32", "iban GB82 WEST 1234 5698 7654 32" }, { "DE89370400440532013000 ya", "iban DE89370400440532013000" },
        { "ES92 2100 0418 4502 0005 1332", "" }, { "ZZ91 2100 0418 4502 0005 1332", "" },
        { "CBU 2850590940090418135201", "cbu 2850590940090418135201" }, { "28505909 40090418135201", "cbu 28505909 40090418135201" },
        { "2850590940090418135202", "" }, { "0000000000000000000000", "" }, { "0000003100010000000009", "cbu 0000003100010000000009" },
        { "CLABE 032180000118359719", "clabe 032180000118359719" }, { "032180000118359718", "" }, { "000000000000000000", "" },
        { "332180000118359710", "" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void ids_are_found_by_their_letters_and_digits(void **state)
{
    static const struct row row[] = {
        { "DNI 12.345.678", "dni 12.345.678" }, { "mi dni es 12345678", "dni 12345678" }, { "12345678 es mi dni", "dni 12345678" }, { "12345678", "" },
        { "pedido 12345678", "" }, { "CC 39778681", "dni 39778681" }, { "cédula 1.020.345.678", "dni 1.020.345.678" }, { "DNI 00000000", "" },
        { "12345678Z", "nif 12345678Z" }, { "12345678-z", "nif 12345678-z" }, { "12.345.678-Z", "nif 12.345.678-Z" }, { "12345678A", "" },
        { "12345678 z", "" }, { "X1234567L", "nie X1234567L" }, { "x-1234567-l", "nie x-1234567-l" }, { "X1234567M", "" },
        { "20-12345678-6", "cuit 20-12345678-6" }, { "20123456786", "cuit 20123456786" }, { "20-12345678-5", "" }, { "21-12345678-6", "" },
        { "HEGG560427MVZRRL04", "curp HEGG560427MVZRRL04" }, { "hegg560427mvzrrl04", "curp hegg560427mvzrrl04" }, { "HEGG560427MVZRRL05", "" },
        { "HEGG561327MVZRRL04", "" }, { "RFC GODE561231GR8", "rfc GODE561231GR8" }, { "GODE-561231-GR8", "rfc GODE-561231-GR8" },
        { "GODE 561231 GR8", "rfc GODE 561231 GR8" }, { "GODE561231GR7", "" }, { "XAXX010101000", "" },
        { "529.982.247-25", "cpf 529.982.247-25" }, { "52998224725", "cpf 52998224725" }, { "529.982.247-26", "" }, { "111.111.111-11", "" },
        { "11.222.333/0001-81", "cnpj 11.222.333/0001-81" }, { "11222333000181", "cnpj 11222333000181" }, { "11.222.333/0001-82", "" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void phones_are_found_by_code_by_shape_or_by_the_word_beside_them(void **state)
{
    static const struct row row[] = {
        { "+54 9 11 4345-6789", "phone +54 9 11 4345-6789" }, { "(+34) 612345678", "phone (+34) 612345678" }, { "0034 612 345 678", "phone 0034 612 345 678" },
        { "(011) 4345-6789", "phone (011) 4345-6789" }, { "55 1234 5678", "phone 55 1234 5678" }, { "612 34 56 78", "phone 612 34 56 78" },
        { "(11) 91234-5678", "phone (11) 91234-5678" }, { "300 123 4567", "phone 300 123 4567" }, { "llámame al 5512345678", "phone 5512345678" },
        { "5512345678", "" }, { "folio 5512345678", "" }, { "tel 4345-6789", "phone 4345-6789" }, { "4345-6789", "" }, { "2010-2015", "" },
        { "tel 612345678", "phone 612345678" }, { "612345678", "" }, { "612.345.678", "" }, { "612 345 678 pesos", "" }, { "$ 55 1234 5678", "" },
        { "000 000 0000", "" }, { "tel 00 0000 0000", "" }, { "tel 0800 333 4444", "" }, { "01 800 468 8722", "" }, { "llama al 1-800-433-7300", "" },
        { "https://wa.me/5491143456789", "phone 5491143456789" }, { "wa.me/5491143456789", "phone 5491143456789" },
        { "https://x.com/?phone=5491143456789&a=1", "phone 5491143456789" }, { "telefono-20191022-0080.html", "" }, { "whatsapp/1349313", "" },
        { "la línea 3 y 45 personas", "" }, { "llamé el 12-10-2020", "" }, { "celular &#1234567890;", "" }, { "+1", "" }, { "+500", "" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void email_addresses_are_found_and_handles_are_not(void **state)
{
    static const struct row row[] = {
        { "a juan.perez+x@mail.banco.com.mx.", "email juan.perez+x@mail.banco.com.mx" }, { "5512345678@gmail.com", "email 5512345678@gmail.com" },
        { "@ana", "" }, { "@ana@mastodon.social", "" }, { "ana@localhost", "" }, { "3@4", "" }, { "josé@x.mx,ana_@y.mx", "email josé@x.mx|email ana_@y.mx" },
        { "mailto:ana@x.mx", "email ana@x.mx" }, { "..@x.mx", "" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void streets_are_found_with_name_and_number(void **state)
{
    static const struct row row[] = {
        { "vivo en calle Mayor 12, Madrid", "address calle Mayor 12" }, { "Av. 9 de Julio 1925", "address Av. 9 de Julio 1925" },
        { "C/ Serrano, 4B", "address C/ Serrano, 4B" }, { "Calle 100 # 8A-55", "address Calle 100 # 8A-55" }, { "R. Augusta, 1500", "address R. Augusta, 1500" },
        { "calle mayor 12, madrid", "address calle mayor 12" }, { "calle mayor nº 12 gracias", "address calle mayor nº 12" },
        { "CEP 01310-100", "address CEP 01310-100" }, { "C.P. 06600", "address C.P. 06600" }, { "1600 Pennsylvania Avenue", "address 1600 Pennsylvania Avenue" },
        { "en la calle 20 minutos", "" }, { "calle 13", "" }, { "salgo a la calle con 100 pesos", "" }, { "la plaza 5", "" }, { "Calle Mayor 000", "" },
        { "Calle Mayor 3 horas", "" }, { "24 Horas", "" },
    };
    (void)state;
    ASSERT_FOUND(row);
}

static void several_are_found_in_the_order_of_the_text(void **state)
{
    static const struct row row[] = {
        { "DNI 12.345.678, tel 4345-6789, ana@x.mx", "dni 12.345.678|phone 4345-6789|email ana@x.mx" },
        { "Av. Hidalgo 819, C.P. 06600 (951) 514 2071", "address Av. Hidalgo 819|address C.P. 06600|phone (951) 514 2071" },
        { "4111111111111111 4111111111111111", "card 4111111111111111|card 4111111111111111" },
    };
    (void)state;
    ASSERT_FOUND(row);
    assert_int_equal(pii_kinds(slice_of("tel 4345-6789 y tel 4345-6780, ana@x.mx")), 1u << PII_PHONE | 1u << PII_EMAIL);
    assert_int_equal(pii_kinds((struct slice){ 0 }), 0);
}

static void everything_but_the_last_digits_is_masked_and_nothing_moves(void **state)
{
    static const struct row row[] = {
        { "tarjeta 4111 1111 1111 1111!", "tarjeta **** **** **** 1111!" }, { "ES91 2100 0418 4502 0005 1332", "**** **** **** **** **** 1332" },
        { "DNI 12.345.678", "DNI **.***.*78" }, { "12345678-Z", "*******8-Z" }, { "tel +54 9 11 4345-6789", "tel +** * ** ****-**89" },
        { "juan.perez@gmail.com", "j*********@gmail.com" }, { "a@x.mx", "*@x.mx" }, { "calle Mayor 12", "calle ***** **" }, { "hola 123", "hola 123" },
        { "josé@x.mx", "j****@x.mx" }, { "４１１１１１１１１１１１１１１１", "************************************１１１１" },
    };
    struct buf out = { 0 }, again = { 0 };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        buf_reset(&out);
        buf_reset(&again);
        pii_mask(slice_of(row[i].text), &out);
        assert_int_equal(out.n, strlen(row[i].text));
        assert_string_equal(buf_z(&out), row[i].want);
        pii_mask(buf_slice(&out), &again);
        assert_true(slice_eq(buf_slice(&out), buf_slice(&again)));
    }
    buf_fini(&out);
    buf_fini(&again);
}

static void of_json_the_strings_are_masked_but_for_ids_and_addresses_on_the_web(void **state)
{
    static const struct row row[] = {
        { "{\"id\":\"4111111111111111\",\"text\":\"tel 55 1234 5678\",\"n\":1}", "{\"id\":\"4111111111111111\",\"text\":\"tel ** **** **78\",\"n\":1}" },
        { "{\"text\" : \"a\\u00f1o\\n4111111111111111\"}", "{\"text\" : \"año\\n************1111\"}" }, { "{\"text\":\"a\\u00f1o\"}", "{\"text\":\"a\\u00f1o\"}" },
        { "[\"ana@x.mx\",\"url\",{\"url\":\"http://x/4111111111111111\"}]", "[\"a**@x.mx\",\"url\",{\"url\":\"http://x/4111111111111111\"}]" },
        { "{\"phone\":5512345678,\"followers\":12345678}", "{\"phone\":\"********78\",\"followers\":12345678}" },
        { "{\"text\":\"tel 55 1234 5678", "{\"text\":\"tel ** **** **78" }, { "no es json, tel 55 1234 5678", "no es json, tel ** **** **78" },
        { "{\"text\":\"\\ud83d\\ude21 ana@x.mx \\q \\ud83d\"}", "{\"text\":\"😡 a**@x.mx \\\\q \\\\ud83d\"}" }, { "", "" },
    };
    struct buf out = { 0 };
    (void)state;
    for (size_t i = 0; i < ROWS(row); i++) {
        buf_reset(&out);
        pii_mask_json(slice_of(row[i].text), &out);
        assert_string_equal(buf_z(&out), row[i].want);
    }
    buf_fini(&out);
}

/* Each digit may begin something, and each looks back and ahead: what it looks at must be bounded. */
static void a_quarter_of_a_megabyte_of_anything_takes_seconds(void **state)
{
    const double most = 6;            /* measured: 2.4 under the sanitizers, 0.7 without. Unbounded it would be hours. */
    static const char *const all[] = { "1", "1 ", "12345678901234567890123456789012345678901234567890 ", "a1", "1a ", "@", "1@", "a.", "+1 ", "Calle 1 ",
                                       "tel 5512 ", "://", "1://", "\xEF\xBC\x91", "\xE2\x80\x8B ", "(1)", "AAAA 1", "1.1.1.1-" };
    static char text[256 * 1024];
    (void)state;
    for (size_t i = 0; i < ROWS(all); i++) {
        size_t n = strlen(all[i]), k = 0;
        for (; k + n <= sizeof text; k += n)
            memcpy(text + k, all[i], n);
        clock_t from = clock();       /* of this process alone: the machine may be busy */
        pii_kinds((struct slice){ text, k });
        double took = (double)(clock() - from) / CLOCKS_PER_SEC;
        if (took > most)
            fail_msg("\"%s\": %.1f s", all[i], took);
    }
}

static int teardown(void **state)
{
    (void)state;
    buf_fini(&line);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cards_are_found_by_issuer_grouping_and_luhn),
        cmocka_unit_test(accounts_are_found_by_their_checksums),
        cmocka_unit_test(ids_are_found_by_their_letters_and_digits),
        cmocka_unit_test(phones_are_found_by_code_by_shape_or_by_the_word_beside_them),
        cmocka_unit_test(email_addresses_are_found_and_handles_are_not),
        cmocka_unit_test(streets_are_found_with_name_and_number),
        cmocka_unit_test(several_are_found_in_the_order_of_the_text),
        cmocka_unit_test(everything_but_the_last_digits_is_masked_and_nothing_moves),
        cmocka_unit_test(of_json_the_strings_are_masked_but_for_ids_and_addresses_on_the_web),
        cmocka_unit_test(a_quarter_of_a_megabyte_of_anything_takes_seconds),
    };
    return cmocka_run_group_tests(tests, NULL, teardown);
}
