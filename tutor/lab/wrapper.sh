#!/bin/sh
# Stands before docker in a lesson's shell on the learner's own machine: puts the tutor's label on what is made,
# so that the end of the lesson can remove that and nothing else. TUTOR_LABEL is the label, TUTOR_DOCKER the program.
count=$#
seen=''
value=''
while [ "$count" -gt 0 ]; do
    word=$1
    shift
    set -- "$@" "$word"
    count=$((count - 1))
    if [ -n "$value" ]; then
        value=''
        continue
    fi
    case $seen$word in
        done*) ;;
        -H | -c | -l | --host | --context | --config | --log-level | --tls[ck]*[!=]) value=1 ;;
        -*) ;;
        run | create | *' run' | *' create')
            set -- "$@" --label "$TUTOR_LABEL"
            seen='done'
            ;;
        container | network | volume | service) seen="$word " ;;
        *) seen='done' ;;
    esac
done
exec "$TUTOR_DOCKER" "$@"
