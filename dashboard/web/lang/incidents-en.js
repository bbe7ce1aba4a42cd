// The words of the page Incidents alone: they come with it, and not with every page.
export default {
  deletedTitle: "Do their authors delete what they said?", deletedHead: ["Deleted", "Negative", "%", "per 1,000 h"], beforeIt: "Before the statement", afterIt: "After it", noStatement: "No statement is approved yet to compare with.",
  deletedSays: { recovery: (x) => `After the statement ${x} as many are deleted: a sign of recovery.`, none: (x) => `After the statement ${x} as many are deleted: no sign of recovery.`, few: () => "Too few to tell." },
  incidentSays: (n, m, e, x) => `${n} negative mentions${m ? ` in ${m} minutes` : ""}${e ? ` where ${e} are normal` : ""}${x ? `: ${x}` : ""}.`,
  incidentsSay: (n, alone) => n ? `${n} open, ${alone ? `${alone} of them without anybody` : "each acknowledged"}.` : "Nothing is open.", noIncidents: "No incidents",
  noIncidentsWhy: "Route looks for them every second; what it finds stands here.", opened: "Opened", age: "Age", acknowledged: "Acknowledged", notified: "People were told", notYet: "not yet",
  stage: { alert: "alert", crisis: "crisis", closed: "closed" }, acknowledge: "Acknowledge", escalate: "Escalate", escalated: "Escalated", actNotYou: "Committee members can acknowledge this.", itsMentions: "Its mentions",
  nextTold: "Next ones are told", rightNow: "now", silentUntil: "Nobody is told until", handOverTo: "Who takes it over", closeIncident: "Close incident", closedBy: (w) => `closed by ${w}`, reopen: "Reopen", procedure: "Procedure",
  statement: "Approved statement", stepsTitle: "What is the next step?", stepsSay: (a, b) => `${a} of ${b} done`, stepsNone: "No procedure is configured for this.", note: "Note for the timeline", addNote: "Add",
  causesTitle: "Where does the excess come from?", causesCaption: "From normal to observed; the parts sum up.", causesSay: (c) => c.map(([n, x]) => `“${n}” +${x}`).join(", "), cutBy: "Cut by", cause: "Cause", other: "other",
  incidentVolume: "Negative mentions by minute", fiveMentions: "Five of its mentions", timeline: "What has happened?",
  event: (x, l) => ({ opened: `opened${l ? `: ${l}` : ""}`, raised: `raised to ${l}`, lowered: `lowered to ${l}`, level: `level: ${l}`, closed: "closed", notified: "people were told", acknowledge: "acknowledged", escalate: "escalated", hand_over: "handed over to", close: "closed by a person", reopen: "reopened", approve: "statement", silence: "silenced", silenced: "silenced", "silence over": "silence is over", unanswered: "nobody acknowledged", escalated: "escalated", calm: "back to normal", told: "people were told", note: "note", tick: "step done" })[x] ?? x,
  normal: "Normal",
};
