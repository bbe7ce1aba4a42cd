// The words of the page Incidents alone: they come with it, and not with every page as those of lang/ do. The three have the same entries (tests/browser/i18n.mjs).
const many = (n, one, more) => n === 1 ? one : more;
const es = {
  incidentSays: (n, m, e, x) => `${n} menciones negativas${m ? ` en ${m} minutos` : ""}${e ? `, donde lo normal son ${e}` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} ${many(n, "abierto", "abiertos")}, ${alone ? `${alone} sin nadie` : "con alguien a cargo"}.` : "No hay nada abierto.", noIncidents: "Sin incidentes",
  noIncidentsWhy: "Route los busca cada segundo; lo que encuentre estará aquí.", opened: "Abierto", age: "Duración", acknowledged: "Visto", notified: "Se avisó", notYet: "aún no",
  stage: { alert: "alerta", crisis: "crisis", closed: "cierre" }, acknowledge: "Marcar como visto", escalate: "Escalar", escalated: "Escalado", actNotYou: "El comité puede marcarlo como visto.", itsMentions: "Sus menciones",
  nextTold: "Se avisa a los siguientes", rightNow: "ahora", silentUntil: "No se avisa a nadie hasta", handOverTo: "Quién lo toma", closeIncident: "Cerrar incidente", closedBy: (w) => `lo cerró ${w}`, reopen: "Reabrir",
  procedure: "Procedimiento", statement: "Comunicado aprobado", stepsTitle: "¿Cuál es el siguiente paso?", stepsSay: (a, b) => `${a} de ${b} hechos`, stepsNone: "No hay un procedimiento configurado para esto.",
  note: "Nota para la cronología", addNote: "Añadir", causesTitle: "¿De dónde viene el exceso?", causesCaption: "De lo normal a lo observado; las partes suman.", causesSay: (c) => c.map(([n, x]) => `«${n}» +${x}`).join(", "),
  cutBy: "Cortado por", cause: "Causa", other: "otras", incidentVolume: "Menciones negativas por minuto", fiveMentions: "Cinco de sus menciones", timeline: "¿Qué ha pasado?",
  event: (x, l) => ({ opened: `abierto${l ? `: ${l}` : ""}`, raised: `sube a ${l}`, lowered: `baja a ${l}`, level: `nivel: ${l}`, closed: "cerrado", notified: "se avisó", acknowledge: "visto", escalate: "escalado", hand_over: "traspasado a", close: "cerrado por una persona", reopen: "reabierto", approve: "comunicado", silence: "silenciado", silenced: "silenciado", "silence over": "fin del silencio", unanswered: "nadie lo ha visto", escalated: "escalado", calm: "vuelve a lo normal", told: "se avisó", note: "nota", tick: "paso hecho" })[x] ?? x,
};
const en = {
  incidentSays: (n, m, e, x) => `${n} negative mentions${m ? ` in ${m} minutes` : ""}${e ? ` where ${e} are normal` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} open, ${alone ? `${alone} of them without anybody` : "each acknowledged"}.` : "Nothing is open.", noIncidents: "No incidents",
  noIncidentsWhy: "Route looks for them every second; what it finds stands here.", opened: "Opened", age: "Age", acknowledged: "Acknowledged", notified: "People were told", notYet: "not yet",
  stage: { alert: "alert", crisis: "crisis", closed: "closed" }, acknowledge: "Acknowledge", escalate: "Escalate", escalated: "Escalated", actNotYou: "Committee members can acknowledge this.", itsMentions: "Its mentions",
  nextTold: "Next ones are told", rightNow: "now", silentUntil: "Nobody is told until", handOverTo: "Who takes it over", closeIncident: "Close incident", closedBy: (w) => `closed by ${w}`, reopen: "Reopen", procedure: "Procedure",
  statement: "Approved statement", stepsTitle: "What is the next step?", stepsSay: (a, b) => `${a} of ${b} done`, stepsNone: "No procedure is configured for this.", note: "Note for the timeline", addNote: "Add",
  causesTitle: "Where does the excess come from?", causesCaption: "From normal to observed; the parts sum up.", causesSay: (c) => c.map(([n, x]) => `“${n}” +${x}`).join(", "), cutBy: "Cut by", cause: "Cause", other: "other",
  incidentVolume: "Negative mentions by minute", fiveMentions: "Five of its mentions", timeline: "What has happened?",
  event: (x, l) => ({ opened: `opened${l ? `: ${l}` : ""}`, raised: `raised to ${l}`, lowered: `lowered to ${l}`, level: `level: ${l}`, closed: "closed", notified: "people were told", acknowledge: "acknowledged", escalate: "escalated", hand_over: "handed over to", close: "closed by a person", reopen: "reopened", approve: "statement", silence: "silenced", silenced: "silenced", "silence over": "silence is over", unanswered: "nobody acknowledged", escalated: "escalated", calm: "back to normal", told: "people were told", note: "note", tick: "step done" })[x] ?? x,
};
const pt = {
  incidentSays: (n, m, e, x) => `${n} menções negativas${m ? ` em ${m} minutos` : ""}${e ? `, onde o normal são ${e}` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} ${many(n, "aberto", "abertos")}, ${alone ? `${alone} sem ninguém` : "com alguém cuidando"}.` : "Não há nada aberto.", noIncidents: "Sem incidentes",
  noIncidentsWhy: "O route os procura a cada segundo; o que achar fica aqui.", opened: "Aberto", age: "Duração", acknowledged: "Visto", notified: "Avisou-se", notYet: "ainda não",
  stage: { alert: "alerta", crisis: "crise", closed: "fechamento" }, acknowledge: "Marcar como visto", escalate: "Escalar", escalated: "Escalado", actNotYou: "O comitê pode marcar como visto.", itsMentions: "Suas menções",
  nextTold: "Avisa-se os próximos", rightNow: "agora", silentUntil: "Ninguém é avisado até", handOverTo: "Quem assume", closeIncident: "Fechar incidente", closedBy: (w) => `fechado por ${w}`, reopen: "Reabrir",
  procedure: "Procedimento", statement: "Comunicado aprovado", stepsTitle: "Qual é o próximo passo?", stepsSay: (a, b) => `${a} de ${b} feitos`, stepsNone: "Não há um procedimento configurado para isto.",
  note: "Nota para a cronologia", addNote: "Adicionar", causesTitle: "De onde vem o excesso?", causesCaption: "Do normal ao observado; as partes somam.", causesSay: (c) => c.map(([n, x]) => `“${n}” +${x}`).join(", "),
  cutBy: "Dividido por", cause: "Causa", other: "outras", incidentVolume: "Menções negativas por minuto", fiveMentions: "Cinco de suas menções", timeline: "O que aconteceu?",
  event: (x, l) => ({ opened: `aberto${l ? `: ${l}` : ""}`, raised: `sobe a ${l}`, lowered: `baixa a ${l}`, level: `nível: ${l}`, closed: "fechado", notified: "avisou-se", acknowledge: "visto", escalate: "escalado", hand_over: "passado a", close: "fechado por uma pessoa", reopen: "reaberto", approve: "comunicado", silence: "silenciado", silenced: "silenciado", "silence over": "fim do silêncio", unanswered: "ninguém viu", escalated: "escalado", calm: "de volta ao normal", told: "avisou-se", note: "nota", tick: "passo feito" })[x] ?? x,
};
export default { es, en, pt };
