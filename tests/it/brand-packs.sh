#!/usr/bin/env bash
# The shipped brand packs: sound for the tools by themselves and together, and how well they tell homonyms apart in real text.
# shellcheck source=tests/it/lib.sh
. "$(dirname "$0")/lib.sh"
DATA=$(realpath -m "${PULSO_DATA:-$ROOT/../shared/data}")
unset PULSO_CONFIG
echo "include: [$ROOT/deploy/brands/*.yaml]" >"$T/all.yaml"
for pack in "$ROOT"/deploy/brands/*.yaml "$T/all.yaml"; do
    name=$(basename "$pack" .yaml)
    expect_eq "$name: pulso check" 0 "$("$BIN/pulso" check "$pack" >"$T/said" 2>&1; echo $?)"
    expect_eq "$name: no query is warned of" '"mistakes":0,"warnings":0' \
        "$("$BIN/pulso" query check --config "$pack" --json 2>"$T/said" | grep -oE '"mistakes":[0-9]+,"warnings":[0-9]+')"
done
said=$("$BIN/pulso" query explain --config "$T/all.yaml" '@@claro-ar~context' 'claro sin señal' 2>&1)
if grep -q '^matches' <<<"$said"; then ok "an implied query is explained by its name"; else fail "explain said: $said"; fi

if [ -r "$DATA/mentions/mx-finance-2018-2019.jsonl.gz" ]; then
    if python3 "$KIT/homonyms.py" "$DATA" "$BIN/pulso"; then ok "precision and recall are what docs/brands.md promises"; else fail "precision or recall"; fi
else
    echo "SKIP  precision and recall: $DATA is absent, nothing was shown of them (PULSO_DATA names the folder)"
fi
