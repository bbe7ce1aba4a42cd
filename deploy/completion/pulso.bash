# bash completion for pulso, made by `pulso --completion`: source it, or put it into
# /usr/share/bash-completion/completions/pulso
_pulso() {
    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} cmd='' words='' i
    COMPREPLY=()
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
        --config) i=$((i + 1)) ;;
        -* | help) ;;
        *) cmd=${COMP_WORDS[i]}; break ;;
        esac
    done
    if [[ $prev == --config ]]; then
        mapfile -t COMPREPLY < <(compgen -f -- "$cur")
        return
    fi
    case "$cmd $prev" in
    'sov --by') words='brand platform topic country language intent minute hour day' ;;
    'sov --count') words='mentions originals fractional reach suspicious stories clusters authors' ;;
    'top --dim') words='term hashtag link author' ;;
    'care --by') words='brand platform account purpose agent hour day' ;;
    'case --state') words='new waiting_for_us waiting_for_customer contact closed reopened to_validate withdrawn merged' ;;
    'posts --by') words='brand platform account purpose hour day' ;;
    'report --vs') words='prev none' ;;
    'report --lang') words='es en pt' ;;
    'report --region') words='mx es ar co br gb' ;;
    'tail --label') words='negative neutral positive' ;;
    'lexicon --lang') words='es en pt' ;;
    'label --label') words='negative neutral positive' ;;
    'label --lang') words='es en pt' ;;
    'query --from') words='brandwatch meltwater talkwalker x' ;;
    'kb --lang') words='es en pt' ;;
    'gap --topic') words='mentions classified' ;;
    'incident --lang') words='es en pt' ;;
    'incident --format') words='md html' ;;
    'hook --level') words='watch alert crisis' ;;
    'hook --stage') words='opened acknowledged unanswered closed' ;;
    esac
    if [[ -n $words ]]; then
        mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
        return
    fi
    case $cmd in
    sov) words=' --period --campaign --set --platform --by --zone --count --originals --csv' ;;
    top) words=' --dim --brand --period --campaign --limit --sudden --clusters --suggest-groups --csv' ;;
    care) words=' --period --campaign --by --set --platform --account --purpose --zone --csv --business' ;;
    case) words='list show history take answer handover note external close reopen validate reject merge unmerge reveal --all --team --agent --brand --state --late --by --why --in --reason --limit' ;;
    desk) words='load explain' ;;
    posts) words=' --period --campaign --by --set --platform --account --purpose --zone --csv' ;;
    report) words=' --period --campaign --set --vs --lang --region --out' ;;
    tail) words=' --brand --platform --label --lang --from --count --raw' ;;
    archive) words='query --period --campaign --brand --set --count --stats' ;;
    backfill) words=' --rate --mapping --state --dry-run' ;;
    classify) words=' --text --pretty' ;;
    lexicon) words='check diff try --lang --lexicon --input --examples' ;;
    label) words='list mark export --label --right --intent --topics --not-of-brand --withdraw --brand --lang --note --by --raw' ;;
    crisis) words='score backtest simulate --series --mentions --picture --hours --plain --brands --days --seed --undamped --fixed --budget' ;;
    train) words=' --out --hold --brand --base' ;;
    eval) words=' --lang --wrong' ;;
    check) words='' ;;
    apply) words=' --dry-run --yes --message' ;;
    config) words='history show rollback skip --file --yes --message' ;;
    query) words='check test explain fmt diff import frequencies --names --title --whole-hashtags --for --input --topic --classified --period --limit --examples --ids --from --name --yaml --partial' ;;
    route) words='check test explain replay --rules --input --period --limit --examples' ;;
    kb) words='check test gaps sent --articles --brand --lang --country --input --period --limit' ;;
    topics) words='list create verify' ;;
    doctor) words='' ;;
    audit) words='' ;;
    gap) words='list accept --topic --yes' ;;
    incident) words='list show ack handover escalate note tick approve silence close reopen report --all --brand --by --why --from --for --until --undo --false --lang --format' ;;
    hook) words='list test --level --stage --incident --to' ;;
    dlq) words='list show replay --reason --stage --limit --raw --all' ;;
    '') words='help sov top care case desk posts report tail archive backfill classify lexicon label crisis train eval check apply config query route kb topics doctor audit gap incident hook dlq' ;;
    esac
    words+=" --config --json --no-color --help --version --man --completion"
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
}
complete -F _pulso pulso
