// The words of the page Incidents alone: they come with it, and not with every page.
const many = (n, one, more) => n === 1 ? one : more;
export default {
  deletedTitle: "¿Borran sus autores lo que dijeron?", deletedHead: ["Borradas", "Negativas", "%", "por 1.000 h"], beforeIt: "Antes del comunicado", afterIt: "Después", noStatement: "Aún no hay un comunicado aprobado con el que comparar.",
  deletedSays: { recovery: (x) => `Después del comunicado se borra ${x} lo de antes: señal de recuperación.`, none: (x) => `Después del comunicado se borra ${x} lo de antes: no es señal de recuperación.`, few: () => "Son muy pocas para decir algo." },
  incidentSays: (n, m, e, x) => `${n} menciones negativas${m ? ` en ${m} minutos` : ""}${e ? `, donde lo normal son ${e}` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} ${many(n, "abierto", "abiertos")}, ${alone ? `${alone} sin nadie` : "con alguien a cargo"}.` : "No hay nada abierto.", noIncidents: "Sin incidentes",
  noIncidentsWhy: "Route los busca cada segundo; lo que encuentre estará aquí.", opened: "Abierto", age: "Duración", acknowledged: "Visto", notified: "Se avisó", notYet: "aún no",
  stage: { alert: "alerta", crisis: "crisis", closed: "cierre" }, acknowledge: "Marcar como visto", escalate: "Escalar", escalated: "Escalado", actNotYou: "El comité puede marcarlo como visto.", itsMentions: "Sus menciones",
  nextTold: "Se avisa a los siguientes", rightNow: "ahora", silentUntil: "No se avisa a nadie hasta", handOverTo: "Quién lo toma", closeIncident: "Cerrar incidente", closedBy: (w) => `lo cerró ${w}`, reopen: "Reabrir",
  procedure: "Procedimiento", statement: "Comunicado aprobado", stepsTitle: "¿Cuál es el siguiente paso?", stepsSay: (a, b) => `${a} de ${b} hechos`, stepsNone: "No hay un procedimiento configurado para esto.",
  note: "Nota para la cronología", addNote: "Añadir", causesTitle: "¿De dónde viene el exceso?", causesCaption: "De lo normal a lo observado; las partes suman.", causesSay: (c) => c.map(([n, x]) => `«${n}» +${x}`).join(", "),
  cutBy: "Cortado por", cause: "Causa", other: "otras", incidentVolume: "Menciones negativas por minuto", fiveMentions: "Cinco de sus menciones", timeline: "¿Qué ha pasado?",
  event: (x, l) => ({ opened: `abierto${l ? `: ${l}` : ""}`, raised: `sube a ${l}`, lowered: `baja a ${l}`, level: `nivel: ${l}`, closed: "cerrado", notified: "se avisó", acknowledge: "visto", escalate: "escalado", hand_over: "traspasado a", close: "cerrado por una persona", reopen: "reabierto", approve: "comunicado", silence: "silenciado", silenced: "silenciado", "silence over": "fin del silencio", unanswered: "nadie lo ha visto", escalated: "escalado", calm: "vuelve a lo normal", told: "se avisó", note: "nota", tick: "paso hecho" })[x] ?? x,
  normal: "Normal",
};
