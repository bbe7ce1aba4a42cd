// The words of the page Brand alone: they come with it, and not with every page.
export default {
  care: "Como responde?", posts: "O que publica, e o que traz?", accounts: "Quantos a seguem?", what: "Número", now: "Agora", before: "Antes", asked: "Perguntas", answered: "Respondidas", rate: "Respondidas, %", people: "Pessoas atendidas ≈", median: "1.ª resposta, mediana, min", mean: "média, min", p90: "p90, min", n: "Publicações", aDay: "Por dia", likes: "Curtidas, cada uma", comments: "Comentários, cada uma", shares: "Compartilhamentos, cada uma", account: "Conta", followers: "Seguidores", change: "Mudança",
  careSays: (a, n) => `Respondeu ${a} de ${n} perguntas.`, nobodyAsks: "Ninguém pergunta neste período.", postsSays: (n, b) => `${n} por dia${b ? `, antes ${b}` : ""}.`, followSays: (n, d) => `${n} seguidores${d ? `, ${d} no período` : ""}; quem segue duas contas conta duas vezes.`, followNone: "Nenhuma fonte diz quantos são.",
  brandSays: (n, net, topic, sudden) => `${n} menções, sentimento líquido ${net}.${topic ? ` Sobretudo de ${topic[0]} (${topic[1]}).` : ""}${sudden ? ` De repente se diz “${sudden[0]}”: ${sudden[1]}.` : ""}`,
  noBrands: "Não há marcas para mostrar", ratio: "× antes",
  top: { topic: "De que se fala?", hashtag: "Com que hashtags?", term: "O que se diz de repente?", link: "Quais links?", author: "Quem fala mais?", platform: "Em que plataformas?", country: "De que países?", language: "Em que idiomas?", intent: "O que querem?" },
  topSays: (x, n, p) => `Primeiro ${x}: ${n}, ${p}.`, topNone: "Nada neste período.", suddenNone: "Nada se diz de repente.", noBefore: "Não há um período anterior com que comparar.", fresh: "novo", topEstimate: "estimativa",
  topEstimateWhy: "Sobre horas ou dias inteiros; os números reais não são menores", seeMentions: (n) => `Ver as ${n} menções`, allPlatforms: "de todas as plataformas", netTitle: "Como se sentem?",
  netCaption: "Linha: sentimento líquido com seu intervalo de 95%. Abaixo: positivas para cima, negativas para baixo. Sem suavizar.", netSays: (net, a, b) => `Líquido ${net}: ${a} negativas e ${b} positivas.`,
  netAt: (w, net, a, b) => `${w}: líquido ${net}, ${a} negativas, ${b} positivas`,
};
