/* To add a language, add its block, and its word to notice_lang_ok's users (hooks, people). */
#include "route/notice_texts.h"

const struct notice_texts notice_texts[3] = {
    {
        .lang = "es", .date = "%d/%m/%Y %H:%M", .decimal = ",",
        .levels = { { "watch", "VIGILANCIA" }, { "alert", "ALERTA" }, { "crisis", "CRISIS" } },
        .stages = { { "closed", "CERRADO" }, { "acknowledged", "ATENDIDO" }, { "unanswered", "SIN RESPUESTA" } },
        .types = { { "technical", "técnica" }, { "commercial", "comercial" }, { "institutional", "institucional" } },
        .what = "{{count}} menciones negativas en {{window}} min (lo normal son {{normal}})",
        .what_closed = "vuelve a lo normal",
        .what_acknowledged = "lo atiende {{by}}",
        .what_unanswered = "nadie lo ha confirmado; {{count}} menciones negativas en {{window}} min (lo normal son {{normal}})",
        .lines = {
            { "level", "Nivel: {{level:watch=vigilancia (verde),alert=alerta (amarillo),crisis=crisis (rojo)}}" },
            { "brand_name", "Marca: {{brand_name}}" }, { "what", "Qué pasa: {{what}}" }, { "since", "Desde: {{since}}" },
            { "causes", "Causas: {{causes}}" }, { "samples", "Se dice:\n{{samples}}" }, { "procedure", "Procedimiento: {{procedure}}" }, { "how", "{{how}}" }, { "incident", "Incidente: {{incident}}" },
        },
        .how_link = "Confirmar que lo atiendes: {{link}}", .how_command = "Confirmar que lo atiendes: pulso incident ack {{incident}}",
    },
    {
        .lang = "en", .date = "%d %b %Y %H:%M", .decimal = ".",
        .levels = { { "watch", "WATCH" }, { "alert", "ALERT" }, { "crisis", "CRISIS" } },
        .stages = { { "closed", "CLOSED" }, { "acknowledged", "ACKNOWLEDGED" }, { "unanswered", "UNANSWERED" } },
        .types = { { "technical", "technical" }, { "commercial", "commercial" }, { "institutional", "institutional" } },
        .what = "{{count}} negative mentions in {{window}} min (normal: {{normal}})",
        .what_closed = "back to normal",
        .what_acknowledged = "{{by}} has it",
        .what_unanswered = "nobody has acknowledged; {{count}} negative mentions in {{window}} min (normal: {{normal}})",
        .lines = {
            { "level", "Level: {{level:watch=watch (green),alert=alert (yellow),crisis=crisis (red)}}" },
            { "brand_name", "Brand: {{brand_name}}" }, { "what", "What: {{what}}" }, { "since", "Since: {{since}}" },
            { "causes", "Causes: {{causes}}" }, { "samples", "What is said:\n{{samples}}" }, { "procedure", "Procedure: {{procedure}}" }, { "how", "{{how}}" }, { "incident", "Incident: {{incident}}" },
        },
        .how_link = "Acknowledge: {{link}}", .how_command = "Acknowledge: pulso incident ack {{incident}}",
    },
    {
        .lang = "pt", .date = "%d/%m/%Y %H:%M", .decimal = ",",
        .levels = { { "watch", "VIGILÂNCIA" }, { "alert", "ALERTA" }, { "crisis", "CRISE" } },
        .stages = { { "closed", "ENCERRADO" }, { "acknowledged", "ASSUMIDO" }, { "unanswered", "SEM RESPOSTA" } },
        .types = { { "technical", "técnica" }, { "commercial", "comercial" }, { "institutional", "institucional" } },
        .what = "{{count}} menções negativas em {{window}} min (o normal são {{normal}})",
        .what_closed = "de volta ao normal",
        .what_acknowledged = "{{by}} está cuidando disso",
        .what_unanswered = "ninguém confirmou; {{count}} menções negativas em {{window}} min (o normal são {{normal}})",
        .lines = {
            { "level", "Nível: {{level:watch=vigilância (verde),alert=alerta (amarelo),crisis=crise (vermelho)}}" },
            { "brand_name", "Marca: {{brand_name}}" }, { "what", "O que há: {{what}}" }, { "since", "Desde: {{since}}" },
            { "causes", "Causas: {{causes}}" }, { "samples", "O que se diz:\n{{samples}}" }, { "procedure", "Procedimento: {{procedure}}" }, { "how", "{{how}}" }, { "incident", "Incidente: {{incident}}" },
        },
        .how_link = "Confirmar que está com você: {{link}}", .how_command = "Confirmar que está com você: pulso incident ack {{incident}}",
    },
};
