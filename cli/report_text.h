/*
 * report_text: every word of the page of `pulso report`, in three languages: one
 * row a text. {0} to {9} are places for values, which are escaped where they are
 * filled in; the texts themselves are HTML.
 */
#ifndef PULSO_CLI_REPORT_TEXT_H
#define PULSO_CLI_REPORT_TEXT_H

enum report_lang { REPORT_ES, REPORT_EN, REPORT_PT, REPORT_LANGS };

/* To add a text, write its row: name, Spanish, English, Portuguese. */
#define REPORT_TEXTS(X) \
    X(SAY_LANG, "es", "en", "pt") \
    X(SAY_TITLE, "Informe: {0}", "Report: {0}", "Relatório: {0}") \
    X(SAY_ALL_BRANDS, "todas las marcas", "all brands", "todas as marcas") \
    X(SAY_AGAINST, "comparado con {0}", "compared with {0}", "comparado com {0}") \
    X(SAY_FIRST, "<b>{0}</b> es la marca más mencionada: {1} de las menciones ({2} a {3} con 95 % de confianza)", \
                 "<b>{0}</b> is the most mentioned brand: {1} of mentions ({2} to {3} with 95 % confidence)", \
                 "<b>{0}</b> é a marca mais mencionada: {1} das menções ({2} a {3} com 95 % de confiança)") \
    X(SAY_RANK, "<b>{0}</b> ocupa el lugar {4} de {5} con {1} de las menciones ({2} a {3} con 95 % de confianza), detrás de {6} con {7}", \
                "<b>{0}</b> is number {4} of {5} with {1} of mentions ({2} to {3} with 95 % confidence), behind {6} with {7}", \
                "<b>{0}</b> está em {4}.º lugar de {5} com {1} das menções ({2} a {3} com 95 % de confiança), atrás de {6} com {7}") \
    X(SAY_ROSE, "; son {0} puntos más que en el período anterior", "; {0} points more than in the period before", "; são {0} pontos a mais que no período anterior") \
    X(SAY_FELL, "; son {0} puntos menos que en el período anterior", "; {0} points less than in the period before", "; são {0} pontos a menos que no período anterior") \
    X(SAY_SAME, "; no se distingue del período anterior", "; no change that could be told from chance since the period before", "; não se distingue do período anterior") \
    X(SAY_FEELS, ". Su sentimiento neto es {0}.", ". Its net sentiment is {0}.", ". Seu sentimento líquido é {0}.") \
    X(SAY_NOTHING, "No hay menciones de estas marcas en el período.", "There are no mentions of these brands in the period.", "Não há menções destas marcas no período.") \
    X(SAY_SHARE, "¿Cuánto se habla de cada marca?", "How much is said of each brand?", "Quanto se fala de cada marca?") \
    X(SAY_SHARE_NOTE, "Cuota de voz: menciones de la marca entre las de todas las del conjunto. Barras desde 0, con su intervalo de 95 % (Wilson). Cambio en puntos porcentuales; “=” donde la diferencia no se distingue del azar.", \
                      "Share of voice: mentions of the brand divided by those of all brands of the set. Bars from 0, with their 95 % interval (Wilson). Change in percentage points; “=” where the difference cannot be told from chance.", \
                      "Share of voice: menções da marca divididas pelas de todas as do conjunto. Barras desde 0, com seu intervalo de 95 % (Wilson). Variação em pontos percentuais; “=” onde a diferença não se distingue do acaso.") \
    X(SAY_BRAND, "Marca", "Brand", "Marca") \
    X(SAY_MENTIONS, "Menciones", "Mentions", "Menções") \
    X(SAY_SHARE_PCT, "Cuota, %", "Share, %", "Share, %") \
    X(SAY_INTERVAL, "Intervalo de 95 %", "95 % interval", "Intervalo de 95 %") \
    X(SAY_CHANGE_PP, "Cambio, pp", "Change, pp", "Variação, pp") \
    X(SAY_PER_THOUSAND, "Por mil clientes", "Per 1,000 customers", "Por mil clientes") \
    X(SAY_SCALE, "0 a {0}", "0 to {0}", "0 a {0}") \
    X(SAY_TOTAL, "Todas", "All", "Todas") \
    X(SAY_NO_BEFORE, "Sin comparación: del período anterior no hay menciones contadas o ya no se guardan con esa precisión.", \
                     "No comparison: of the period before no mentions were counted, or they are no longer kept so finely.", \
                     "Sem comparação: do período anterior não há menções contadas ou já não se guardam com essa precisão.") \
    X(SAY_FEELING, "¿Cómo se siente?", "How does it feel?", "Como é o sentimento?") \
    X(SAY_FEELING_NOTE, "Sentimiento neto = (positivas − negativas) / todas, de −1 a +1. Las barras parten de un mismo cero; ▼ marca el neto. Inciertas: el clasificador no se atreve a decidir, y cuentan con su etiqueta más probable.", \
                        "Net sentiment = (positive − negative) / all, from −1 to +1. Bars start at one zero; ▼ marks net. Unsure: the classifier dares not decide, and they count with their likeliest label.", \
                        "Sentimento líquido = (positivas − negativas) / todas, de −1 a +1. As barras partem do mesmo zero; ▼ marca o líquido. Incertas: o classificador não ousa decidir, e contam com o rótulo mais provável.") \
    X(SAY_NEGATIVE, "− Negativas, %", "− Negative, %", "− Negativas, %") \
    X(SAY_POSITIVE, "+ Positivas, %", "+ Positive, %", "+ Positivas, %") \
    X(SAY_NEUTRAL, "○ Neutras, %", "○ Neutral, %", "○ Neutras, %") \
    X(SAY_UNSURE, "Inciertas, %", "Unsure, %", "Incertas, %") \
    X(SAY_NET, "Neto", "Net", "Líquido") \
    X(SAY_CHANGE, "Cambio", "Change", "Variação") \
    X(SAY_DAYS, "¿Cómo cambió la cuota día a día?", "How did share move day by day?", "Como o share mudou dia a dia?") \
    X(SAY_HOURS, "¿Cómo cambió la cuota hora a hora?", "How did share move hour by hour?", "Como o share mudou hora a hora?") \
    X(SAY_DAYS_NOTE, "Un panel por marca: su cuota en color con su intervalo de 95 %, las demás en gris, todos con la misma escala. Donde hubo menos de 10 menciones la línea se interrumpe.", \
                     "One panel a brand: its share in colour with its 95 % interval, the others in grey, all on the same scale. Where there were fewer than 10 mentions the line breaks.", \
                     "Um painel por marca: seu share em cor com seu intervalo de 95 %, as demais em cinza, todos na mesma escala. Onde houve menos de 10 menções a linha se interrompe.") \
    X(SAY_KINDS, "¿Son muchas voces o muchas copias?", "Many voices or many copies?", "São muitas vozes ou muitas cópias?") \
    X(SAY_KINDS_NOTE, "Originales: menciones que no son reposts (exactas). Historias y autores distintos son estimaciones, con su intervalo de 95 %, de {0}.", \
                      "Originals: mentions that are not reposts (exact). Different stories and authors are estimates, with their 95 % interval, of {0}.", \
                      "Originais: menções que não são reposts (exatas). Histórias e autores diferentes são estimativas, com seu intervalo de 95 %, de {0}.") \
    X(SAY_ORIGINALS_NOTE, "Originales: menciones que no son reposts (exactas). Las historias y los autores ya no se guardan para este período.", \
                          "Originals: mentions that are not reposts (exact). Stories and authors are no longer kept for this period.", \
                          "Originais: menções que não são reposts (exatas). Histórias e autores já não se guardam para este período.") \
    X(SAY_ORIGINALS, "Originales", "Originals", "Originais") \
    X(SAY_ORIGINALS_PCT, "Originales, %", "Originals, %", "Originais, %") \
    X(SAY_STORIES, "Historias ≈", "Stories ≈", "Histórias ≈") \
    X(SAY_AUTHORS, "Autores ≈", "Authors ≈", "Autores ≈") \
    X(SAY_TOGETHER, "Juntas, cada una una vez", "Together, each once", "Juntas, cada uma uma vez") \
    X(SAY_CARE, "¿A cuántos se les respondió, y cuándo?", "How many were answered, and when?", "Quantos foram respondidos, e quando?") \
    X(SAY_CARE_NOTE, "De quienes se dirigieron a la marca. Tiempo hasta la primera respuesta de una persona, por reloj. Personas atendidas: quienes recibieron respuesta, cada una una vez; estimación con su intervalo de 95 %.", \
                     "Of those who turned to the brand. Time until the first answer of a person, by the clock. People attended: who got an answer, each once; an estimate with its 95 % interval.", \
                     "De quem se dirigiu à marca. Tempo até a primeira resposta de uma pessoa, pelo relógio. Pessoas atendidas: quem recebeu resposta, cada uma uma vez; estimativa com seu intervalo de 95 %.") \
    X(SAY_ASKED, "Preguntaron", "Asked", "Perguntaram") \
    X(SAY_ANSWERED, "Respondidos", "Answered", "Respondidos") \
    X(SAY_RATE, "Tasa, %", "Rate, %", "Taxa, %") \
    X(SAY_ONE_IN, "Uno de cada", "One in", "Um em cada") \
    X(SAY_MEDIAN, "Mediana", "Median", "Mediana") \
    X(SAY_MEAN, "Media", "Mean", "Média") \
    X(SAY_P90, "9 de 10 antes de", "9 in 10 before", "9 em 10 antes de") \
    X(SAY_PEOPLE, "Personas atendidas ≈", "People attended ≈", "Pessoas atendidas ≈") \
    X(SAY_POSTS, "¿Qué logró lo que la marca publicó?", "What did the brand’s own posts bring?", "O que renderam as publicações da marca?") \
    X(SAY_POSTS_NOTE, "Por publicación propia hecha en el período, según lo último que informó cada plataforma. Con menos de 5 publicaciones no se da media. Seguidores: lo último que se sabe de las cuentas propias.", \
                      "Per own post made in the period, as each platform last reported. With fewer than 5 posts no mean is given. Followers: the last that is known of the own accounts.", \
                      "Por publicação própria feita no período, segundo o último informe de cada plataforma. Com menos de 5 publicações não se dá média. Seguidores: o último que se sabe das contas próprias.") \
    X(SAY_POST_COUNT, "Publicaciones", "Posts", "Publicações") \
    X(SAY_A_DAY, "Por día", "A day", "Por dia") \
    X(SAY_LIKES, "Me gusta", "Likes", "Curtidas") \
    X(SAY_COMMENTS, "Comentarios", "Comments", "Comentários") \
    X(SAY_SHARES, "Compartidos", "Shares", "Compartilhamentos") \
    X(SAY_FOLLOWERS, "Seguidores", "Followers", "Seguidores") \
    X(SAY_NOT_COUNTED, "Nada contado en este período: o nadie escribió, o no hay cuentas propias configuradas.", \
                       "Nothing counted in this period: either nobody wrote, or no own accounts are configured.", \
                       "Nada contado neste período: ou ninguém escreveu, ou não há contas próprias configuradas.") \
    X(SAY_WORDS, "¿Qué se dijo?", "What was said?", "O que se disse?") \
    X(SAY_WORDS_NOTE, "Lo más dicho en las menciones de cada marca. Estimaciones: la cuenta verdadera está entre las dos que se dan.", \
                      "What was said most in the mentions of each brand. Estimates: the true count lies between the two given.", \
                      "O mais dito nas menções de cada marca. Estimativas: a contagem verdadeira está entre as duas dadas.") \
    X(SAY_TERMS, "Palabras", "Terms", "Palavras") \
    X(SAY_HASHTAGS, "Hashtags", "Hashtags", "Hashtags") \
    X(SAY_INCIDENTS, "¿Qué incidentes hubo?", "Which incidents were there?", "Que incidentes houve?") \
    X(SAY_INCIDENTS_NOTE, "Los que estuvieron abiertos en algún momento del período.", "Those that were open at some moment of the period.", "Os que estiveram abertos em algum momento do período.") \
    X(SAY_NO_INCIDENTS, "Ninguno.", "None.", "Nenhum.") \
    X(SAY_LEVEL, "Nivel", "Level", "Nível") \
    X(SAY_TYPE, "Tipo", "Type", "Tipo") \
    X(SAY_BEGAN, "Empezó", "Began", "Começou") \
    X(SAY_LASTED, "Duró", "Lasted", "Durou") \
    X(SAY_OPEN, "abierto", "open", "aberto") \
    X(SAY_NEGATIVES, "Negativas (normal)", "Negatives (normal)", "Negativas (normal)") \
    X(SAY_CAUSES, "Causas", "Causes", "Causas") \
    X(SAY_WATCH, "vigilancia", "watch", "vigilância") \
    X(SAY_ALERT, "alerta", "alert", "alerta") \
    X(SAY_CRISIS, "crisis", "crisis", "crise") \
    X(SAY_TECHNICAL, "técnica", "technical", "técnica") \
    X(SAY_COMMERCIAL, "comercial", "commercial", "comercial") \
    X(SAY_INSTITUTIONAL, "institucional", "institutional", "institucional") \
    X(SAY_METHOD, "Cómo se contó", "How this was counted", "Como foi contado") \
    X(SAY_PERIOD, "Período", "Period", "Período") \
    X(SAY_PERIOD_BEFORE, "Período anterior", "Period before", "Período anterior") \
    X(SAY_ZONE, "Zona horaria", "Time zone", "Fuso horário") \
    X(SAY_SET, "Conjunto", "Set", "Conjunto") \
    X(SAY_VERSION, "Versión de las consultas", "Version of the queries", "Versão das consultas") \
    X(SAY_VERSION_FILE, "la del archivo", "that of the file", "a do arquivo") \
    X(SAY_VERSIONS, "Lo que se busca cambió dentro del período: las menciones se contaron bajo {0} versiones.", \
                    "What is asked for changed within the period: mentions were counted under {0} versions.", \
                    "O que se busca mudou dentro do período: as menções foram contadas sob {0} versões.") \
    X(SAY_SOURCES, "Plataformas", "Platforms", "Plataformas") \
    X(SAY_UP_TO, "Contado hasta", "Counted up to", "Contado até") \
    X(SAY_SILENT, "Fuentes en silencio", "Silent sources", "Fontes em silêncio") \
    X(SAY_NONE_SILENT, "ninguna calló más de lo que explica el azar", "none was silent for longer than chance explains", "nenhuma calou mais do que o acaso explica") \
    X(SAY_WAS_SILENT, "{0} no dijo nada de {1} (lo usual: {2} menciones)", "{0} said nothing from {1} (usual: {2} mentions)", "{0} não disse nada de {1} (o usual: {2} menções)") \
    X(SAY_BEHIND, "{0} de {1} particiones están contadas solo hasta {2}, más de una hora por detrás de las demás: falta parte del final", \
                  "{0} of {1} partitions are counted up to {2} only, more than an hour behind the others: some of the end is missing", \
                  "{0} de {1} partições estão contadas só até {2}, mais de uma hora atrás das demais: falta parte do final") \
    X(SAY_GAPS, "Huecos", "Gaps", "Lacunas") \
    X(SAY_NO_GAPS, "ninguno: no se perdió ningún registro", "none: no record was lost", "nenhuma: nenhum registro se perdeu") \
    X(SAY_SOME_GAPS, "{0} registros se perdieron antes de leerse y se aceptaron como hueco; las cifras son un mínimo", \
                     "{0} records were lost before they were read and were accepted as a gap; figures are a least", \
                     "{0} registros se perderam antes de serem lidos e foram aceitos como lacuna; os números são um mínimo") \
    X(SAY_EXACT, "Exacto", "Exact", "Exato") \
    X(SAY_EXACT_TEXT, "Menciones, originales, sentimiento, atención y publicaciones propias se cuentan una por una, sin muestreo. Una mención de dos marcas cuenta para ambas; el total es la suma, y las cuotas suman 100 %. Las horas son las de cada mención.", \
                      "Mentions, originals, sentiment, care and own posts are counted one by one, without sampling. A mention of two brands counts for both; the total is the sum, and shares add up to 100 %. Times are those of each mention.", \
                      "Menções, originais, sentimento, atendimento e publicações próprias são contados um por um, sem amostragem. Uma menção de duas marcas conta para ambas; o total é a soma, e os shares somam 100 %. Os horários são os de cada menção.") \
    X(SAY_ESTIMATE, "Estimado", "Estimated", "Estimado") \
    X(SAY_ESTIMATE_TEXT, "Historias y autores (HyperLogLog, error típico {0}), lo más dicho (space-saving, entre dos cuentas), y mediana y 9 de 10 (a lo sumo {1} de error).", \
                         "Stories and authors (HyperLogLog, {0} standard error), what was said most (space-saving, between two counts), and median and 9 in 10 ({1} off at most).", \
                         "Histórias e autores (HyperLogLog, erro padrão {0}), o mais dito (space-saving, entre duas contagens), e mediana e 9 em 10 (no máximo {1} de erro).") \
    X(SAY_CHANCE, "Intervalos", "Intervals", "Intervalos") \
    X(SAY_CHANCE_TEXT, "Dicen cuánto pudo mover el azar la cifra (Wilson; diferencias por Newcombe; neto por Wald con ajuste de Agresti). Suponen menciones independientes, y las copias no lo son. No son un error de muestreo: se contó todo.", \
                       "They say how far chance could have moved the figure (Wilson; differences by Newcombe; net by Wald, adjusted as Agresti does). They take mentions as independent, which copies are not. They are no sampling error: all was counted.", \
                       "Dizem quanto o acaso pôde mover o número (Wilson; diferenças por Newcombe; líquido por Wald com ajuste de Agresti). Supõem menções independentes, e cópias não o são. Não são erro de amostragem: tudo foi contado.") \
    X(SAY_UNSTEADY, "Se leyó mientras llegaban menciones: cifras de una misma partición pueden ser de dos momentos.", \
                    "Read while mentions came in: figures of one partition may be of two moments.", \
                    "Lido enquanto chegavam menções: números de uma mesma partição podem ser de dois momentos.") \
    X(SAY_PRIVACY, "Datos personales", "Personal data", "Dados pessoais") \
    X(SAY_PRIVACY_TEXT, "Los textos de las personas van enmascarados, y ningún autor se nombra.", "What people wrote is masked, and no author is named.", "Os textos das pessoas vão mascarados, e nenhum autor é nomeado.") \
    X(SAY_WRITTEN, "Escrito por Pulso {0} el {1}.", "Written by Pulso {0} on {1}.", "Escrito pelo Pulso {0} em {1}.")

#define X(name, es, en, pt) name,
enum report_say { REPORT_TEXTS(X) REPORT_SAYS };
#undef X

const char *report_text(enum report_lang lang, enum report_say s);
/* "es", "en", "pt"; NULL: Spanish, which most of our readers speak. */
enum report_lang report_lang_find(const char *name);

#endif
