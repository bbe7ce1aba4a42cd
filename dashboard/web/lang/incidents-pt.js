// The words of the page Incidents alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
export default {
  deletedTitle: "Os autores apagam o que disseram?", deletedHead: ["Apagadas", "Negativas", "%", "por 1.000 h"], beforeIt: "Antes do comunicado", afterIt: "Depois", noStatement: "Ainda não há um comunicado aprovado com que comparar.",
  deletedSays: { recovery: (x) => `Depois do comunicado apaga-se ${x} o de antes: sinal de recuperação.`, none: (x) => `Depois do comunicado apaga-se ${x} o de antes: não é sinal de recuperação.`, few: () => "São poucas para dizer algo." },
  incidentSays: (n, m, e, x) => `${n} menções negativas${m ? ` em ${m} minutos` : ""}${e ? `, onde o normal são ${e}` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} ${many(n, "aberto", "abertos")}, ${alone ? `${alone} sem ninguém` : "com alguém cuidando"}.` : "Não há nada aberto.", noIncidents: "Sem incidentes",
  noIncidentsWhy: "O route os procura a cada segundo; o que achar fica aqui.", opened: "Aberto", age: "Duração", acknowledged: "Visto", notified: "Avisou-se", notYet: "ainda não",
  stage: { alert: "alerta", crisis: "crise", closed: "fechamento" }, acknowledge: "Marcar como visto", escalate: "Escalar", escalated: "Escalado", actNotYou: "O comitê pode marcar como visto.", itsMentions: "Suas menções",
  nextTold: "Avisa-se os próximos", rightNow: "agora", silentUntil: "Ninguém é avisado até", handOverTo: "Quem assume", closeIncident: "Fechar incidente", closedBy: (w) => `fechado por ${w}`, reopen: "Reabrir",
  procedure: "Procedimento", statement: "Comunicado aprovado", stepsTitle: "Qual é o próximo passo?", stepsSay: (a, b) => `${a} de ${b} feitos`, stepsNone: "Não há um procedimento configurado para isto.",
  note: "Nota para a cronologia", addNote: "Adicionar", causesTitle: "De onde vem o excesso?", causesCaption: "Do normal ao observado; as partes somam.", causesSay: (c) => c.map(([n, x]) => `“${n}” +${x}`).join(", "),
  cutBy: "Dividido por", cause: "Causa", other: "outras", incidentVolume: "Menções negativas por minuto", fiveMentions: "Cinco de suas menções", timeline: "O que aconteceu?",
  event: (x, l) => ({ opened: `aberto${l ? `: ${l}` : ""}`, raised: `sobe a ${l}`, lowered: `baixa a ${l}`, level: `nível: ${l}`, closed: "fechado", notified: "avisou-se", acknowledge: "visto", escalate: "escalado", hand_over: "passado a", close: "fechado por uma pessoa", reopen: "reaberto", approve: "comunicado", silence: "silenciado", silenced: "silenciado", "silence over": "fim do silêncio", unanswered: "ninguém viu", escalated: "escalado", calm: "de volta ao normal", told: "avisou-se", note: "nota", tick: "passo feito" })[x] ?? x,
  normal: "Normal",
};
