# Runs a program once for every item of the queue. Needs nothing but a static busybox.
#
#   busybox sh work-queue-run.sh PROGRAM [ARGUMENT...]
#
# The program finds the item on its standard input and in the file $WORK_ITEM_FILE, and beside it $WORK_ITEM_ID and
# $WORK_ITEM_DELIVERY (1 at first). What it writes into $WORK_RESULT_FILE, or else to its standard output, is the
# result; its standard error is the log. Exit code 0 means done, any other that the item failed. Processes that it
# leaves behind are ended, and so is the program itself if the queue takes the item away, as it does after TIMEOUT.
#
# Environment:
#   BUSYBOX     /podpat/busybox
#   WORK_QUEUE  http://127.0.0.1:4050, the API of work-queue.py
#   WORK_DIR    /podpat/tmp, a directory for the files of an item
#   WORK_BEAT   the seconds between signs of life; what the queue says unless it is given
#
# SIGTERM: finishes the item, then exits. Exit code: 0 at the end of the queue, 143 after SIGTERM before that, so that a
# Job starts another Pod.

busybox=${BUSYBOX:-/podpat/busybox}
queue=${WORK_QUEUE:-http://127.0.0.1:4050}
carriage_return=$(printf '\r')
stopped=

if [ $# -eq 0 ]; then
  echo "work-queue-run.sh: no program is given" >&2
  exit 2
fi

# In a container the number of this process is the same at every start: what an earlier one left is deleted.
dir=${WORK_DIR:-/podpat/tmp}/work.$$
"$busybox" rm -rf "$dir"
"$busybox" mkdir -p "$dir" && "$busybox" mkfifo "$dir/errors" || exit 1
export WORK_ITEM_FILE="$dir/item" WORK_RESULT_FILE="$dir/result" WORK_ITEM_ID='' WORK_ITEM_DELIVERY=''
trap 'stopped=1' TERM INT

# request FILE URL [OPTION]: writes the answer into FILE and its headers into FILE.headers.
request() {
  # Without -Y off, http_proxy would be asked for localhost.
  "$busybox" wget -q -S -Y off -O "$1" ${3+"$3"} "$2" 2>"$1.headers"
}

# read_headers FILE: sets code ('' if there was no answer), id, delivery and beat.
read_headers() {
  code='' id='' delivery='' beat=''
  while read -r name value _; do
    value=${value%"$carriage_return"}
    case $name in
      HTTP/1.[01]) code=$value ;;
      [Xx]-[Ii]tem-[Ii]d:) id=$value ;;
      [Xx]-[Ii]tem-[Dd]elivery:) delivery=$value ;;
      [Xx]-[Ii]tem-[Bb]eat:) beat=$value ;;
    esac
  done <"$1.headers"
}

# tell PATH ID OPTION: says something about an item, and sets code.
tell() {
  request "$dir/$1" "$queue/$1?slot=$$&id=$2" "$3"
  read_headers "$dir/$1"
}

# tell_surely PATH OPTION: the same of the item at hand, again and again until there is an answer that will not change.
tell_surely() {
  tries=0
  until tell "$1" "$WORK_ITEM_ID" "$2"; [ -n "$code" ] && [ "$code" -lt 500 ]; do
    tries=$((tries + 1))
    if [ $tries -ge 60 ] || { [ -n "$stopped" ] && [ $tries -ge 5 ]; }; then return; fi
    "$busybox" sleep 1
  done
}

# keep_alive: tells the queue that the item at hand is being worked on, and ends the program if the item was taken away.
keep_alive() {
  trap - TERM INT
  pause=
  while "$busybox" sleep "${pause:-1}" && kill -0 $$ 2>/dev/null; do
    read -r item program pause <"$dir/current" || continue
    tell beat "$item" --post-data=
    read -r now _ <"$dir/current"
    if [ "$code" = 409 ] && [ "$now" = "$item" ]; then
      kill -TERM -- "-$program" 2>/dev/null
      "$busybox" sleep 5
      kill -KILL -- "-$program" 2>/dev/null
    fi
  done
}

# next_item: waits for an item; fails if there is none.
next_item() {
  # In the background, so that a signal need not wait for an item.
  "$busybox" wget -q -S -Y off -O "$WORK_ITEM_FILE" "$queue/next?slot=$$" 2>"$WORK_ITEM_FILE.headers" &
  wait $!
  if [ -n "$stopped" ]; then
    kill $! 2>/dev/null
    return 1
  fi
  read_headers "$WORK_ITEM_FILE"
  WORK_ITEM_ID=$id WORK_ITEM_DELIVERY=$delivery
  [ "$code" = 200 ]
}

# run PROGRAM...: runs the program on the item, and sets result, its exit code.
run() {
  [ ! -e "$WORK_RESULT_FILE" ] || "$busybox" rm -rf "$WORK_RESULT_FILE"
  "$busybox" tee "$dir/log" <"$dir/errors" >&2 &
  tee=$!
  # A session of its own, so that it can be ended with all that it started.
  "$busybox" setsid "$@" <"$WORK_ITEM_FILE" >"$dir/output" 2>"$dir/errors" &
  program=$!
  echo "$WORK_ITEM_ID $program ${WORK_BEAT:-$beat}" >"$dir/current"
  # A signal interrupts the wait, not the program.
  while :; do
    wait $program
    result=$?
    kill -0 $program 2>/dev/null || break
  done
  : >"$dir/current"
  kill -KILL -- -$program 2>/dev/null
  # Its last words; but what has left its session may hold its standard error open.
  tries=0
  while [ -e /proc/$tee/exe ] && [ $tries -lt 50 ]; do
    tries=$((tries + 1))
    "$busybox" sleep 0.02
  done
  kill $tee 2>/dev/null
}

: >"$dir/current"
keep_alive &
keeper=$!
while [ -z "$stopped" ]; do
  if next_item; then
    run "$@"
    if [ "$result" -eq 0 ]; then
      [ -e "$WORK_RESULT_FILE" ] || "$busybox" mv "$dir/output" "$WORK_RESULT_FILE"
      tell_surely 'done' "--post-file=$WORK_RESULT_FILE"
    else
      tell_surely failed "--post-data=exit code $result: $("$busybox" tail -c 500 "$dir/log")"
    fi
  elif [ -z "$stopped" ] && request "$dir/end" "$queue/end"; then
    break
  elif [ "$code" != 404 ]; then
    "$busybox" sleep 1
  fi
done

kill $keeper 2>/dev/null
request "$dir/end" "$queue/end"
ended=$?
"$busybox" rm -rf "$dir"
if [ $ended -eq 0 ]; then exit 0; fi
exit 143
