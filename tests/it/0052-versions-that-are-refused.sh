#!/usr/bin/env bash
# A directory with a mistake is refused with its place and changes nothing. A version with a file missing in Kafka stops its partition alone, says
# so, and goes on by itself once the file is there. Control records of any other shape are counted and change nothing. Route takes each version's rules.
. "$(dirname "$0")/lib.sh"
. "$KIT/switch.sh"
stack_up --partitions 4
config 'route: { teams: [care, press], rules: [{ name: rest, then: { queue: care } }] }'
expect "topics" pulso topics create
gen g --records 8000 --seed 52 --truth
ends() { python3 "$KIT/kafka.py" ends "$KAFKA" "$1"; }
refused() { # NAME PATTERN: apply it, it must say so and write nothing
    local before said
    before=$(ends pulso.config; ends pulso.mentions)
    said=$(pulso apply --yes "$T/bad" 2>&1)
    expect_eq "$1 ends with 2" 2 $?
    expect "$1 is said with its place" grep -qE "$2" <<<"$said"
    expect_eq "$1 changes nothing" "$before" "$(ends pulso.config; ends pulso.mentions)"
}
broken() { rm -rf "$T/bad"; mkdir -p "$T/bad/$(dirname "$1")"; cat >"$T/bad/$1"; } # FILE, standard input: what is in it
broken brands/x.yaml <<<"brands: [{ id: x, queries: [{ name: q, query: 'movistar AND AND claro' }] }]"
refused "a query with a mistake" "^$T/bad/brands/x.yaml:1:6[0-9]: query 'q'"
broken b/y.yaml <<<$'brands:\n  - { id: x }\n  - { id: x }'
refused "a brand said twice" "^$T/bad/b/y.yaml:3:11: brand 'x' stands here a second time, first in $T/bad/b/y.yaml:2:11"
broken lexicon/es/l.tsv <<<$'[feelings]\nbueno\t99'
refused "a lexicon with a mistake" "^$T/bad/lexicon/es/l.tsv:2"
broken r.yaml <<<"route: { rules: [{ name: r, then: { queue: nobody } }] }"
refused "a team that nobody knows" "^$T/bad/r.yaml:1:44: no team"
broken s.yaml <<<"redis: { address: 'x:1' }"
refused "a section of the installation's" "^$T/bad/s.yaml:1:1: 'redis' cannot be applied"
expect_not "without --yes and without a terminal nothing is done" pulso apply "$T/v/a"
before=$(ends pulso.config; ends pulso.mentions)
expect "a dry run says what changes" eval 'pulso apply --dry-run "$T/v/a" | grep -q "+ banks"'
cp -r "$T/v/a" "$T/v/t" && echo "topics: [{ name: roaming, query: 'roaming OR itinerancia' }]" >"$T/v/t/topics.yaml"
expect "it names topics, too" eval 'pulso apply --dry-run "$T/v/t" | grep -A1 "^topics" | grep -q "+ roaming"'
expect_eq "and writes nothing" "$before" "$(ends pulso.config; ends pulso.mentions)"

daemon classify --instance c1
daemon route --instance r1
feed_kafka g --rate 0 --take 2000
expect_caught_up --route
queries=$(metric c1 pulso_classify_queries)
expect "/metrics says how many queries are in force, and what they take" [ "$(metric c1 pulso_classify_queries_bytes)" -gt $((queries > 0 ? queries * 100 : 1000000000)) ]
foreign() { kcat -P -b "$KAFKA" -t pulso.mentions -p "$1" -H pulso-control="${3:-1}" "$2"; }
printf 'no json at all' >"$T/f1"; printf '{"version":-5,"manifest":"x"}' >"$T/f2"; printf '{"version":1e300}' >"$T/f3"; head -c 100000 /dev/zero >"$T/f4"
for f in 1 2 3 4; do foreign $((f % 4)) "$T/f$f" anything; done
feed_kafka g --rate 0 --skip 2000 --take 1000
expect_caught_up --route
expect_log c1 'event=control_ignored partition=1 .*no JSON'
expect "control records of other shapes change nothing" switch check --least 1

# a version whose file is not there, in force in partition 1 alone
mkdir -p "$T/v/d" && cp -r "$T/v/b/." "$T/v/d" && echo '# not the same bytes' >>"$T/v/d/brands/variant-b.yaml"
echo 'route: { rules: [{ name: all, then: { queue: press } }] }' >"$T/v/d/rules.yaml"
number=$(switch begin "$T/v/d" --without brands/variant-b.yaml --partition 1)
feed_kafka g --rate 0 --skip 3000 --take 2000
expect_reason c1 "pulso.config does not hold the file brands/variant-b.yaml of version $number"
lag() { redis hget "{pulso.m.$1}:s" off; }
end_of() { ends pulso.mentions | awk -v p="$1" '$1 == p { print $3 }'; }
for p in 0 2 3; do expect "partition $p goes on" within 10 eval '[ "$(lag '"$p"')" = "$(end_of '"$p"')" ]'; done
stood=$(lag 1)
sleep 1
expect_eq "partition 1 stands still" "$stood" "$(lag 1)"
expect "its records wait" [ "$stood" -lt "$(end_of 1)" ]
kill9 c1
daemon classify --instance c1 --no-wait
expect_reason c1 "does not hold the file brands/variant-b.yaml"
expect_eq "also after a restart" "$stood" "$(lag 1)"
switch heal "$T/v/d" brands/variant-b.yaml
expect_caught_up --route --deadline 30
expect "c1 is ready again" ready c1
printf '{"version":9000000000000000000,"manifest":"%064d"}' 7 >"$T/f5"    # in the right shape, and never applied
foreign 1 "$T/f5"
feed_kafka g --rate 0 --skip 5000
expect_caught_up --route --deadline 30
expect_log c1 'event=control_ignored partition=1 .*nobody applied it'
expect "one that names a version which was never applied is counted" [ "$(metric c1 pulso_classify_control_forged_total)" -ge 1 ]
expect "each record is judged by its version" switch check --least 2
# only what partition 1 passed on behind the switch is for press
behind=$(kcat -C -q -e -b "$KAFKA" -t pulso.classified -o beginning -f '%h\n' | grep -c "c=$number")
pressed=$(kcat -C -q -e -b "$KAFKA" -t pulso.queue.press -o beginning -f '%h\n' | grep -c "^o=1:")
expect "route decided by the version of each record ($pressed of $behind passed on)" [ "$pressed" -gt 0 ]
expect_eq "and of no other" 0 "$(kcat -C -q -e -b "$KAFKA" -t pulso.queue.press -o beginning -f '%h\n' | grep -vc '^o=1:')"
expect_stop c1
expect_stop r1
