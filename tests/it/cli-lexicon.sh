#!/usr/bin/env bash
# pulso lexicon: checks what analysts write, compares two lexicons, and shows what became of each word. Needs no server.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
unset PULSO_CONFIG
cd "$T" || give_up "no folder to be in"
figure() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }
file() { mkdir -p "$(dirname "$1")" && cat >"$1"; } # PATH, standard input: what is in it

# --- check
gives "the built-in lexicons have no mistake" 0 ': fine \([0-9]+ forms' pulso lexicon check "$ROOT/classify/lexicon"
file bad/es/own.tsv <<<$'[built-in]\n[feelings]\nzurrido\t-3\n@banco\t1\nzurrido\t2\nplimado\t1\nplimado\t1\n  señal\t9\nlento\t-2.3\nmalit{o,a}\t1\nmalitas\t-1\n[emoticons]\nxD\t2\n[nada]'
gives "a form given twice with two values" 2 '^bad/es/own.tsv:5:1: "zurrido" is 2 here and -3 at bad/es/own.tsv:3' pulso lexicon check bad
gives "a form given twice" 2 '^bad/es/own.tsv:7:1: "plimado" is already given at bad/es/own.tsv:6' pulso lexicon check bad
gives "a value out of range, by its column in characters" 2 '^bad/es/own.tsv:8:9: "9" is not a number' pulso lexicon check bad
gives "all mistakes in one run" 2 '^bad/es/own.tsv:14:1: no section \[nada\]' pulso lexicon check bad
gives "a form that can never match" 2 '^bad/es/own.tsv:4:1: warning: "@banco" can never match' pulso lexicon check bad
gives "an emoticon that is part of a word" 2 '^bad/es/own.tsv:13:1: warning: "xD" can never match' pulso lexicon check bad
gives "what is built in already" 2 '^bad/es/own.tsv:9:1: warning: "lento" has that value' pulso lexicon check bad
gives "inflections that contradict each other" 2 '^bad/es/own.tsv:11:1: warning: "malitas" is -1 and "malit[oa]" 1 at' pulso lexicon check bad
gives "one file alone" 2 '^bad/es/own.tsv:5:1: ' pulso lexicon check bad/es/own.tsv
expect_eq "for programs" "4 4" "$(pulso lexicon check bad --json 2>/dev/null | figure '"%d %d" % (len(d["mistakes"]), len(d["warnings"]))')"
gives "a folder without lexicons" 2 'no lexicon files there, as es/\*.tsv' pulso lexicon check "$ROOT/docs"

file own/es/own.tsv <<<$'[built-in]\n[feelings]\nzurrido\t-3\nplimad{o,a}\t3\npésimo\t0\n[emoticons]\n:o)\t1'
printf '%s\n' 'el plan es zurrido' 'qué PLIMADA la app :o)' '{"text":"nada que decir","lang":"es"}' >texts.txt
gives "a sound one is fine" 0 '^own: fine \(5 forms, 0 warnings\)$' pulso lexicon check own
expect_eq "forms that no text uses" '"plimado" is in none of the texts,"pésimo" is in none of the texts' \
    "$(pulso lexicon check own --input texts.txt --json | figure '",".join(u["what"] for u in d["unused"])')"

# --- diff
gives "an added form" 0 '^\+ es  zurrido  -3$' pulso lexicon diff built-in own </dev/null
gives "a changed form" 0 '^~ es  pésimo  -[0-9.]+ -> 0$' pulso lexicon diff built-in own </dev/null
gives "a removed form" 0 '^- es  zurrido  -3$' pulso lexicon diff own built-in </dev/null
expect_eq "two equal sides differ in nothing" "0 added, 0 removed, 0 changed" "$(pulso lexicon diff own own </dev/null)"
gives "labels that change, with the word that did it" 0 '^    zurrido  .* -> -[0-9]' pulso lexicon diff built-in own --lang es --input texts.txt
expect_eq "for programs" "3 2 0 3 True" "$(pulso lexicon diff built-in own --lang es --json <texts.txt |
    figure '"%d %d %d %d %s" % (d["added"], d["changed"], d["removed"], d["texts"], d["labels"]["neutral_to_negative"] >= 1 and "zurrido" in str(d["examples"]))')"
gives "personal data is masked" 0 'ana\*|\*' pulso lexicon diff built-in own --lang es <<<'el plan es zurrido, mi tarjeta es 4111 1111 1111 1111'
expect_not "and not shown" grep -q '4111 1111 1111' <(pulso lexicon diff built-in own --lang es <<<'el plan es zurrido, mi tarjeta es 4111 1111 1111 1111')
gives "two sides are wanted" 2 'two sides' pulso lexicon diff own

# --- try
said=$(pulso lexicon try --lexicon own --lang es 'no es nada LENTO, pero muy zurrido!!')
expect "negation, capitals and contrast are shown" grep -qE '^no es nada LENTO +-2\.30 +x 1\.30 +x -0\.70 +x 0\.60 +x 1\.20 ' <<<"$said"
expect "a scale, and what is one's own" grep -qE '^muy zurrido +-3\.00 +x 1\.30 +x 1\.30 +x 1\.20 +-6\.08 +-6\.08 +-' <<<"$said"
expect "without the model" grep -q '^lexicon .*, es$' <<<"$said"
expect "and with it" grep -q '^in all .*, es-' <<<"$said"
gives "standard input, line by line" 0 '^qué PLIMADA' pulso lexicon try --lexicon own --lang es --input texts.txt
expect_eq "for programs" "es negative zurrido -3" "$(pulso lexicon try --lexicon own 'el plan es zurrido' --lang es --json |
    figure '"%s %s %s %d" % (d["lang"], d["in_all"]["label"], d["hits"][0]["words"], d["hits"][0]["own"])')"
gives "a text without a known word says so" 0 'no word of it' pulso lexicon try --lang es '.'
