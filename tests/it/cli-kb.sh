#!/usr/bin/env bash
# pulso kb: lists articles, finds the one that answers, and says what no article answers. Needs no server.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
unset PULSO_CONFIG
cd "$T" || give_up "no folder to be in"
figure() { python3 -c 'import json,sys; d=json.load(sys.stdin); print(eval(sys.argv[1], {"d": d}))' "$1"; }
export PULSO_CONFIG=$ROOT/tests/kb/articles.yaml

# --- check
gives "every article, with the languages it answers in" 0 '^opening-hours +1 +3 +now +es es-AR pt en$' pulso kb check
gives "one that is valid no more" 0 '^summer-promo .* no more +es$' pulso kb check
gives "a configuration without articles says what to add" 2 'has no articles; add kb.articles' pulso kb check "$ROOT/deploy/pulso.yaml"
sed 's/lang: pt/lang: xx/' "$PULSO_CONFIG" >bad.yaml
gives "a mistake is said with its place" 2 '^.*bad.yaml:[0-9]+:[0-9]+: a language is es, en or pt' pulso kb check bad.yaml
gives "pulso check says it, too" 2 'a language is es, en or pt' pulso check <(printf 'route: { rules: [ { name: rest, then: ignore } ] }\n'; cat bad.yaml)
expect_eq "for programs" "14 opening-hours" "$(pulso kb check --json | figure '"%d %s" % (len(d["articles"]), d["articles"][0]["article"])')"

# --- test
gives "the article that answers" 0 '^✓ opening-hours +0.9[0-9]  by pattern$' pulso kb test --brand tepozan --lang es 'a que hora abren la sucursal?'
gives "in the words of the country" 0 'pasá cuando quieras' pulso kb test --brand telenorte --lang es --country AR 'a que hora abren la sucursal?'
gives "those that are not sure enough stand apart" 0 '^· ' pulso kb test --brand tepozan --lang es 'como descargo mis movimientos del mes'
gives "another brand's article is none" 0 'no article|^· ' pulso kb test --brand telenorte --lang es 'como abro una cuenta'
expect_eq "for programs" "statement words" "$(pulso kb test --brand tepozan --lang es 'como descargo mis movimientos del mes' --json | figure '"%s %s" % (d["hits"][0]["article"], d["hits"][0]["by"])')"

# --- gaps
ask() { printf '{"text":"@telenorte %s","lang":"es"}\n' "$1"; }
{
    for i in 1 2 3 4; do ask "cuando llega la fibra óptica a mi barrio?"; done
    ask "cuando llega la fibra óptica a nuestro barrio? mi tel es 11 4555 1234"
    ask "hasta que hora atienden en la sucursal?"
    ask "tienen seguro para el celular?"
    ask "que horror de servicio"
} >asked.jsonl
gives "what is asked most, alike ones together" 0 '^ +5  telenorte +@telenorte cuando llega la fibra' pulso kb gaps --input asked.jsonl
gives "what an article answers is no gap" 0 'an article answers 1$' pulso kb gaps --input asked.jsonl
expect_eq "for programs" "8 1 5" "$(pulso kb gaps --input asked.jsonl --json | figure '"%d %d %d" % (d["mentions"], d["answered"], d["gaps"][0]["n"])')"
tac asked.jsonl >other.jsonl
expect_not "personal data is masked" grep -q '4555' <(pulso kb gaps --input other.jsonl)
gives "a line that is no mention is said with its number" 1 '^line 2: ' pulso kb gaps --input <(ask hola; echo nothing)
