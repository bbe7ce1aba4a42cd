#!/usr/bin/env bash
# Queries of other tools on the command line: how it ends, where it points, and what it prints is taken by the rest.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=tests/kit/cli.sh
. "$KIT/cli.sh"
import() { pulso query import "$@"; }
unset PULSO_CONFIG
cd "$T" || give_up "no folder to be in"

# --- one query a file
echo 'apple NEAR watch' >near.txt
gives "what is exact ends with 0" 0 '^apple NEAR/4 watch$' import --from meltwater near.txt
gives "and says so" 0 '^1 query: 1 exact, 0 approximated, 0 refused$' import --from meltwater near.txt
printf 'hola\nfrom:ana\n' >from.txt
gives "what is approximated ends with 1" 1 '^from.txt:2:1: approximated: from: becomes author:' import --from x from.txt
expect_eq "with a caret under it" "  ^~~~~~~~" "$(import --from x from.txt 2>&1 >/dev/null | sed -n 3p)"
printf 'hola\n  has:links' >has.txt
gives "what has no equivalent ends with 2" 2 '^has.txt:2:3: left out: has:' import --from x has.txt
expect_eq "and nothing is printed" "" "$(import --from x has.txt 2>/dev/null)"
gives "unless the rest is wanted" 1 '^hola$' import --from x --partial has.txt
gives "what cannot be read is refused even so" 2 '^standard input:1:1: left out: the bracket that opens here' import --from x --partial - <<<'(hola'
expect_eq "standard input is a file" '"sin señal"' "$(import --from x - <<<'“sin señal”' 2>/dev/null)"

# --- many in one file
printf 'Name,Query\nsin señal,"(a1 OR ""b c"")\nAND region:x"\nuno,"{BT}"\nuno,"it'"'"'s, NOT NOT c1"\n' >many.csv
gives "a place in a quoted cell is that of the file" 2 '^many.csv:3:5: left out: region:' import --from brandwatch many.csv
import --from brandwatch --partial many.csv >many.queries 2>/dev/null
expect_eq "names come from the file, each once" "sin-señal uno uno-2" "$(sed -n 's/^@@\([^ ]*\) =.*/\1/p' many.queries | xargs)"
gives "what is printed is a file of queries" 0 '^many.queries: fine \(3 queries' pulso query check many.queries
expect_eq "each is as tidy as fmt would make it" "$(cat many.queries)" "$(pulso query fmt many.queries)"
printf 'uno\ta OR b\n\ndos\t-c d\n' >two.tsv
expect_eq "a line each of a .tsv" "@@uno = a OR b|@@dos = NOT c AND d" "$(import --from x two.tsv 2>/dev/null | paste -sd'|')"
expect_eq "several files, and a prefix" "p-uno|p-dos|p-near" "$(import --from x --name p- two.tsv near.txt 2>/dev/null | sed -n 's/^@@\([^ ]*\) .*/\1/p' | paste -sd'|')"

# --- for the configuration and for programs
{
    printf 'kafka: { brokers: "127.0.0.1:1" }\nredis: { address: "127.0.0.1:1" }\nbrands:\n  - id: a\n'
    import --from brandwatch --partial --yaml many.csv 2>/dev/null | sed 's/^/    /'
} >brands.yaml
gives "--yaml is a brand's list" 0 'fine \(3 queries' pulso query check --config brands.yaml
expect_eq "without parts of hashtags" 3 "$(grep -c 'hashtag_parts: false' brands.yaml)"
expect_eq "--json has a line a query" "approximated exact exact" \
    "$(import --from brandwatch --partial --json many.csv | python3 -c 'import json, sys; print(*[json.loads(l)["outcome"] for l in sys.stdin])')"
expect_eq "with each remark and its place" "3 5 left out region:x" \
    "$(import --from brandwatch --partial --json many.csv | python3 -c 'import json, sys; r = json.loads(sys.stdin.readline())["remarks"][0]; print(r["line"], r["column"], r["effect"], r["was"])')"

# --- slips of the hand
gives "the tool has to be named" 2 'which tool the queries are from is missing' import near.txt
gives "and be one that is known" 2 'brandwatch' import --from sprinklr near.txt
gives "so has a file" 2 'no file is named' import --from x
gives "that can be read" 2 'nowhere.txt' import --from x nowhere.txt
printf 'a,b\n' >column.csv
gives "a table needs its column" 2 'no column of its first line is named query' import --from x column.csv
