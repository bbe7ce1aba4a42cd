/* The Portuguese lexicon that is built in, on sentences written for it: Brazil first, and Portugal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "classify/sentiment/lexicon.h"
#define FEELINGS_OF "pt"
#include "feelings.h"

static void words_of_the_trade_have_their_feeling(void **state)
{
    static const struct row row[] = {
        { "O atendimento foi excelente", POS },
        { "O serviço é péssimo", NEG },
        { "A agência abre às dez", NEU },
        { "O banco divulgou o horário de funcionamento", NEU },
        { "Internet lenta desde ontem", NEG },
        { "Aplicativo intuitivo e rápido", POS },
        { "Fui vítima de uma fraude no cartão", NEG },
        { "Adorei o novo cartão", POS },
        { "Sinal instável no bairro todo", NEG },
        { "Atendente educada e eficiente", POS },
        { "Cobrança indevida na fatura, ladrões", NEG },
        { "Qual o prazo para a entrega do chip?", NEU },
        { "Mudei de endereço, onde atualizo o cadastro?", NEU },
        { "Vocês têm agência em Campinas?", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void brazil_and_portugal_speak_each_in_their_way(void **state)
{
    static const struct row row[] = {
        { "Que serviço porreiro, bem fixe", POS },
        { "São uns aldrabões e uns gatunos", NEG },
        { "Estou farto desta operadora", NEG },
        { "A app está brutal", POS },
        { "Mano, que app top", POS },
        { "Peguei ranço desse banco", NEG },
        { "Affs, mds, que ódio dessa operadora", NEG },
        { "Vtnc, caiu a internet de novo", NEG },
        { "Atendimento show de bola, tmj", POS },
        { "Que mancada, deu ruim no app", NEG },
        { "Ficou da hora o novo plano", POS },
        { "Mt bom o app de vcs", POS },
        { "Esse cara é foda demais", POS },
        { "É foda, a internet caiu de novo", NEG },
        { "O app arrasou", POS },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void expressions_count_as_a_whole(void **state)
{
    static const struct row row[] = {
        { "Isso não serve pra nada", NEG },
        { "Não vale a pena", NEG },
        { "O sistema está fora do ar", NEG },
        { "Estão fazendo a gente de palhaço", NEG },
        { "Desligaram na minha cara", NEG },
        { "Só querem o nosso dinheiro", NEG },
        { "Obrigado por nada", NEG },
        { "Muito obrigada por tudo", POS },
        { "Morri de rir", POS },
        { "Nunca tive problema", POS },
        { "Não tenho do que reclamar", POS },
        { "Não vejo a hora de usar", POS },
        { "Ninguém resolve nada", NEG },
        { "Estou com o nome sujo por erro de vocês", NEG },
        { "Bom dia, tudo bem? Qual o número da central?", NEU },
        { "Boa noite, preciso da segunda via", NEU },
        { "Não tem problema", NEU },
        { "Mais uma vez sem sinal", NEG },
        { "Duas horas na fila e nada", NEG },
        { "Meu voo foi cancelado e ninguém explica", NEG },
        { "Extraviaram minha mala", NEG },
        { "O app trava toda hora", NEG },
        { "Até agora nada de reembolso", NEG },
        { "Devolvam meu dinheiro", NEG },
        { "Vou no Procon", NEG },
        { "Vou cancelar minha conta", NEG },
        { "Nunca mais compro", NEG },
        { "Parem de me ligar", NEG },
        { "Super recomendo", POS },
        { "Problema resolvido, obrigado", POS },
        { "Resolveram rápido, nota 10", POS },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void complaints_told_as_plain_facts_are_heard(void **state)
{
    static const struct row row[] = {
        { "Já faz uma semana que abri o chamado e nenhuma resposta", NEG },
        { "Liguei cinco vezes e a ligação cai", NEG },
        { "Paguei a fatura e continua bloqueado", NEG },
        { "Estou há três dias sem internet e o técnico não apareceu", NEG },
        { "O técnico não veio de novo", NEG },
        { "Descontaram um valor que eu não reconheço", NEG },
        { "Cobraram uma taxa que não existe no contrato", NEG },
        { "Que vergonha esse aplicativo", NEG },
        { "Tentei falar com um atendente e só caio no robô", NEG },
        { "Vocês são uma piada", NEG },
        { "Fecharam minha agência sem avisar", NEG },
        { "Fui maltratada pela gerente", NEG },
        { "A fila do caixa não anda", NEG },
        { "O caixa eletrônico engoliu meu cartão", NEG },
        { "Meu limite sumiu", NEG },
        { "Pix não caiu e ninguém ajuda", NEG },
        { "Voo atrasou 5 horas e não deram nem água", NEG },
        { "Banco de merda", NEG },
        { "Pior operadora do Brasil", NEG },
        { "Quero cancelar e vocês não deixam", NEG },
        { "Clonaram meu cartão e o banco não faz nada", NEG },
        { "Todo mês a conta vem mais alta", NEG },
        { "Sem sinal no centro da cidade", NEG },
        { "Nunca vi atendimento tão lento", NEG },
        { "O site não carrega", NEG },
        { "Não consigo acessar minha conta", NEG },
        { "Mais de uma hora esperando atendimento", NEG },
        { "Prometeram resolver em 48h e até agora nada", NEG },
        { "Cadê meu estorno?", NEG },
        { "Vocês não respondem a DM", NEG },
        { "Lixo de internet", NEG },
        { "Roubo na cara dura", NEG },
        { "A rede cai todos os dias", NEG },
        { "O 4G não funciona aqui em casa", NEG },
        { "A minha net está sempre a falhar", NEG },
        { "Já não se pode com esta operadora, sempre a cobrar a mais", NEG },
        { "Estou à espera há duas horas na linha de apoio", NEG },
        { "Só me arrependo de ter trocado para vocês", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void praise_of_a_service_is_heard(void **state)
{
    static const struct row row[] = {
        { "Técnico chegou no horário e resolveu tudo", POS },
        { "Cartão chegou antes do prazo", POS },
        { "Melhor banco que já tive", POS },
        { "A internet tá voando hoje", POS },
        { "Fui muito bem atendida na agência", POS },
        { "Parabéns pela rapidez", POS },
        { "O novo app ficou lindo e fácil de usar", POS },
        { "Equipe atenciosa, recomendo", POS },
        { "Obrigada pela ajuda, resolveu meu problema", POS },
        { "Tou muito satisfeito com o serviço", POS },
        { "Voo tranquilo e tripulação simpática", POS },
        { "Conta sem taxas, amo", POS },
        { "Amo esse banco roxinho", POS },
        { "Vale cada centavo", POS },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void questions_and_news_are_neutral(void **state)
{
    static const struct row row[] = {
        { "Como faço para mudar a senha?", NEU },
        { "A loja fecha às 18h aos sábados", NEU },
        { "Alguém sabe se a agência abre no feriado?", NEU },
        { "O banco anunciou o resultado do trimestre", NEU },
        { "Mandei mensagem no privado", NEU },
        { "Preciso do número do protocolo", NEU },
        { "Boa tarde, gostaria de saber o valor do plano", NEU },
        { "Operadora lança novo plano pós-pago", NEU },
        { "Vou viajar amanhã pela Latam", NEU },
        { "Quanto custa o plano família?", NEU },
        { "Onde vejo o extrato?", NEU },
        { "Obrigado pela atenção, aguardo retorno", NEU },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void negation_turns_and_weakens(void **state)
{
    static const struct row row[] = {
        { "Não é bom", NEG },
        { "Não achei nada bom", NEG },
        { "Nunca foram educados", NEG },
        { "Ninguém é eficiente aqui", NEG },
        { "Não é ruim", NEU },
        { "Não foi excelente", NEG },
        { "Não gostei do atendimento", NEG },
        { "Não recomendo", NEG },
        { "Gostei não", NEG },
    };
    static const struct pair pair[] = {
        { "É um serviço excelente", "Não é um serviço excelente" },
        { "Não é um serviço péssimo", "É um serviço péssimo" },
        { "Tem bom atendimento", "Não tem bom atendimento" },
        { "Foi uma boa compra", "Não foi uma boa compra" },
        { "Ficou excelente", "Ainda não ficou excelente" },
        { "Sem problemas", "Sem sinal" },
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void contrast_gives_weight_to_what_comes_after(void **state)
{
    static const struct row row[] = {
        { "O app é bom, mas o serviço é péssimo", NEG },
        { "O plano é caro, mas o atendimento é excelente e rápido", POS },
        { "O sinal é bom. No entanto o suporte é horrível", NEG },
        { "É um desastre, embora simpáticos", NEG },
    };
    static const struct pair pair[] = {
        { "É lento mas bom", "É bom mas lento" },
        { "É bom, embora lento", "É lento, embora bom" },
    };
    (void)state;
    ASSERT_LABELS(row);
    ASSERT_PAIRS(pair);
}

static void scales_strengthen_and_weaken_their_neighbour(void **state)
{
    static const struct pair pair[] = {
        { "lento", "muito lento" },
        { "lento", "mto lento" },
        { "muito lento", "muito muito lento" },
        { "lento", "lento demais" },
        { "um pouco lento", "lento" },
        { "meio lento", "lento" },
        { "lento", "lento pra caralho" },
        { "bom demais", "bom" },
        { "bem bonito", "bonito" },
        { "super simpática", "simpática" },
        { "simpática", "quase simpática" },
        { "bué lindo", "lindo" },
    };
    (void)state;
    ASSERT_PAIRS(pair);
}

static void one_word_of_two_senses_goes_by_its_company(void **state)
{
    static const struct row row[] = {
        { "Esse cantor é muito foda", POS },
        { "Foda-se essa operadora", NEG },
        { "Sinal caiu, aí é foda", NEG },
        { "Foi show", POS },
        { "O talk show começa às dez", NEU },
        { "Aprendi de maneira simples", NEU },
        { "Contratei um seguro de vida", NEU },
        { "Que graça esse cartão", POS },
        { "Programa sem graça", NEG },
        { "Tá uma merda", NEG },
        { "Joca ligou para a central", NEU },           /* a name; joça is an insult */
        { "Internet dessa joça caiu", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void wishes_assert_less_than_facts(void **state)
{
    static const struct pair pair[] = {
        { "É bom", "Tomara que seja bom" },
        { "O plano é bom", "Será que o plano é bom?" },
        { "É lindo", "Talvez lindo" },
    };
    (void)state;
    ASSERT_PAIRS(pair);
}

static void spelling_of_the_networks_is_understood(void **state)
{
    static const struct row row[] = {
        { "pessimo atendimento", NEG }, { "PESSIMO", NEG }, { "mt ruim", NEG }, { "n recomendo", NEG },
        { "n funciona", NEG }, { "amei mtoooo", POS }, { "liiiindo", POS }, { "obg, vcs salvaram", POS },
        { "vlw, otimo app", POS }, { "pqp, caiu dnv", NEG }, { "vsf", NEG }, { "odeeeeio", NEG },
        { "kkkkkkkk", NEU }, { "rsrs", NEU }, { "#vergonha", NEG },
    };
    (void)state;
    ASSERT_LABELS(row);
}

static void the_built_in_portuguese_is_rich_and_balanced(void **state)
{
    size_t negative = 0, positive = 0, expressions = 0;
    (void)state;
    for (size_t i = 0; i < lx->rows_n; i++)
        if (lx->rows[i].entry.kind == ENTRY_FEELING) {
            negative += lx->rows[i].entry.value < 0;
            positive += lx->rows[i].entry.value > 0;
            expressions += lx->rows[i].words > 1;
        }
    assert_true(lexicon_count(lx) >= 3500);
    assert_true(negative >= 2000 && positive >= 1200 && expressions >= 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_of_the_trade_have_their_feeling),
        cmocka_unit_test(brazil_and_portugal_speak_each_in_their_way),
        cmocka_unit_test(expressions_count_as_a_whole),
        cmocka_unit_test(complaints_told_as_plain_facts_are_heard),
        cmocka_unit_test(praise_of_a_service_is_heard),
        cmocka_unit_test(questions_and_news_are_neutral),
        cmocka_unit_test(negation_turns_and_weakens),
        cmocka_unit_test(contrast_gives_weight_to_what_comes_after),
        cmocka_unit_test(scales_strengthen_and_weaken_their_neighbour),
        cmocka_unit_test(one_word_of_two_senses_goes_by_its_company),
        cmocka_unit_test(wishes_assert_less_than_facts),
        cmocka_unit_test(spelling_of_the_networks_is_understood),
        cmocka_unit_test(the_built_in_portuguese_is_rich_and_balanced),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
