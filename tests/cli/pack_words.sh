# A pack that names what does not exist - a role, a paper, a board, a level, a field - is refused
# when it is read: with file and line, with what there is, and with what was probably meant. So are
# texts that nobody could read.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA
set -e
cp -r "$JZ_ROOT/policy" policy
export JINGZHUN_POLICY="$PWD/policy"
mkdir policy/yunmeng
cat > policy/yunmeng/pack.yaml <<'X'
name: yunmeng
parent: cn
zh: 云梦省(虚构)
en: Yunmeng province (made up)
zone_minutes: 480
X

# The pack with this file; what is wrong stands in its line, told with what may have been meant.
wrong() # FILE LINE TEXT-SAID...
{
	file=$1 line=$2
	shift 2
	cat > "policy/yunmeng/$file"
	ends 1 policy yunmeng
	has err "yunmeng/$file:$line:"
	for said; do has err "$said"; done
	ends 1 --lang zh policy yunmeng
	lacks err 'which does not exist'
	rm "policy/yunmeng/$file"
}
good() # FILE
{
	cat > "policy/yunmeng/$1"
	ends 0 policy yunmeng
	rm "policy/yunmeng/$1"
}
# An act of a gate that the parent has, with one thing said of it.
act()
{
	printf 'procedures:\n  identify:\n    gates:\n      - id: survey\n        acts:\n'
	printf '          - {id: surveyed, %s}\n' "$1"
}
gate() { printf 'procedures:\n  identify:\n    gates:\n      - {id: notice-1, %s}\n' "$1"; }

act 'who: [village_clerk, helper]' | good procedures.yaml

# The words for where somebody stands: of a track that is there, and true of rows that can be.
track() # HOLDS
{
	printf 'phases:\n  poor:\n    {for: household, zh: 贫困户, en: Poor, steps:\n'
	printf '      [{id: recognised, zh: 认定, en: In}, {id: leaving, zh: 脱贫, en: Out},\n'
	printf '       {id: accepted, zh: 验收, en: Seen}, {id: struck-off, zh: 销号, en: Off,'
	printf ' holds: %s}]}\n' "$1"
}
track '{exit_mark: exited}' | good procedures.yaml
track '{exit_marks: exited}' | wrong procedures.yaml 5 'holds names "exit_marks"' '"exit_mark"'
track '{exit_mark: exitted}' | wrong procedures.yaml 5 'exit_mark names "exitted"' '"exited"'
track '{risk_cleared: maybe}' | wrong procedures.yaml 5 'risk_cleared names "maybe"' 'yes'
track '{exit_mark: exited}' | sed 's/id: leaving/id: left/' > policy/yunmeng/procedures.yaml
ends 1 policy yunmeng         # a gate of the parent's stands where the child has no word
has err 'phase names "leaving"'
has err 'struck-off'
rm policy/yunmeng/procedures.yaml
gate 'phase: recogniset' | wrong procedures.yaml 4 'phase names "recogniset"' '"recognised"'
printf 'procedures:\n  identify:\n    track: monitord\n' |
	wrong procedures.yaml 2 'track names "monitord"' '"monitored"'
printf 'procedures:\n  identify: {track: county}\n' |
	wrong procedures.yaml 2 'track names "county"' 'poor'
act 'who: [vilage_clerk]' |
	wrong procedures.yaml 6 'vilage_clerk' 'Did you mean "village_clerk"?' \
	'Possible: helper, village_clerk, township_clerk'
act 'who: [mayor]' | wrong procedures.yaml 6 'who names "mayor"' 'county_approver'
act 'who: [emergency]' | wrong procedures.yaml 6 'who names "emergency"'
act 'needs: [surveys]' | wrong procedures.yaml 6 'needs names "surveys"' 'Did you mean "survey"?'
act 'checks: [home-visits]' | wrong procedures.yaml 6 'Did you mean "home-visit"?' 'appraisal'
act 'to: notice-11' | wrong procedures.yaml 6 'to names "notice-11"' 'Did you mean "notice-1"?'
act 'other_than: [aply]' | wrong procedures.yaml 6 'Did you mean "apply"?'
act 'standard: household-por' | wrong procedures.yaml 6 'Did you mean "household-poor"?'
act 'when: [pased]' | wrong procedures.yaml 6 'Did you mean "passed"?'
act 'level: 9' | wrong procedures.yaml 6 'level' '1' '6'
act 'level: 1' | wrong procedures.yaml 6 'level 1' 'surveyed'
act 'level: village' | wrong procedures.yaml 6 'level'
act 'guard: "per_capita_nett < yuan(5)", guard_zh: 低, guard_en: low' |
	wrong procedures.yaml 6 per_capita_nett per_capita_net
act 'set: {exit_marks: yes}' | wrong procedures.yaml 6 'Did you mean "exit_mark"?'
act 'set: {exit_marked: yes}' | wrong procedures.yaml 6 'Did you mean "exit_mark"?'
act 'set: {phone: unknown}' | wrong procedures.yaml 6 'set names "phone"' 'monitor_type'
act 'set: {exit_mark: porr}' | wrong procedures.yaml 6 'Did you mean "poor"?'
act 'begin: {registred: procedure}' | wrong procedures.yaml 6 'Did you mean "registered"?'
gate 'publish: {medium: bord}' |
	wrong procedures.yaml 4 'medium names "bord"' 'Did you mean "board"?' web
gate 'publish: {level: 0}' | wrong procedures.yaml 4 level
gate 'publish: {on_change: restart}' | wrong procedures.yaml 4 'restart_all' 'amend'
gate 'escalate: township_clark' | wrong procedures.yaml 4 'Did you mean "township_clerk"?'
gate 'escalate: [{role: county_offize}]' | wrong procedures.yaml 4 'Did you mean "county_office"?'
printf 'procedures:\n  identify:\n    calendar: cnn\n' |
	wrong procedures.yaml 2 'calendar names "cnn"' 'Possible: cn'
printf 'procedures:\n  identify:\n    start: aply\n' |
	wrong procedures.yaml 2 'Did you mean "apply"?'
printf 'procedures:\n  identify:\n    without: [surveys]\n' |
	wrong procedures.yaml 3 'Did you mean "survey"?'
{
	printf 'procedures:\n  identify:\n    after:\n'
	printf '      - {id: x, zh: 某, en: X, met: known(no), within: {days: 3}, who: [clerk]}\n'
} | wrong procedures.yaml 4 'who names "clerk"' 'village_clerk'

printf 'alerts:\n  bulc: {off: true}\n' | wrong alerts.yaml 2 'Did you mean "bulk"?'
printf 'alerts:\n  fast: {who: [county_ofice]}\n' |
	wrong alerts.yaml 2 'Did you mean "county_office"?'
printf 'alerts:\n  fast: {tell: [{role: leaders}]}\n' |
	wrong alerts.yaml 2 'Did you mean "leader"?'
printf 'alerts:\n  quota: {procedure: identity}\n' |
	wrong alerts.yaml 2 'Did you mean "identify"?'
printf 'years:\n  close: [county_clerk]\n' | wrong alerts.yaml 2 'close names "county_clerk"'
printf 'years:\n  reopen: [nobody]\n' | wrong alerts.yaml 2 'reopen names "nobody"'

paper() # KEYS PART
{
	printf 'papers:\n  slip:\n    zh: 单\n    en: Slip\n    document: none\n    about: household\n'
	printf '    %s\n    parts:\n      - %s\n' "$1" "$2"
}
paper 'procedure: identity' 'title: {zh: 单, en: Slip}' | sed '/document/d' |
	wrong papers.yaml 2 'Did you mean "identify"?'
paper 'mask: staf' 'title: {zh: 单, en: Slip}' | sed '/document/d' |
	wrong papers.yaml 6 'staf' 'staff public'
paper 'size: A4' 'text: {zh: "{household.adress}", en: x}' | sed '/document/d' |
	wrong papers.yaml 8 'Did you mean household.address?'
paper 'size: A4' '{table: persons, columns: [name]}' | sed '/document/d' |
	wrong papers.yaml 8 'Did you mean "person"?'
paper 'size: A4' '{table: person, columns: [nam]}' | sed '/document/d' |
	wrong papers.yaml 8 'Did you mean "name"?'

# A parent's paper or alert that names a procedure which the child does without is no fault.
printf 'procedures:\n  identify: {off: true}\n' | good procedures.yaml

# Texts that nobody can read.
long() { head -c "$1" /dev/zero | tr '\0' a; }
for key in zh note; do
	printf 'procedures:\n  identify:\n    %s: %s\n' "$key" "$(long 200000)" |
		wrong procedures.yaml 3 200000 4000
done
printf 'papers:\n  slip:\n    zh: %s\n' "$(long 200000)" | wrong papers.yaml 3 200000
printf 'alerts:\n  fast: {zh: %s}\n' "$(long 200000)" | wrong alerts.yaml 2 200000
printf 'procedures:\n  identify:\n    note: %s\n' "$(long 3999)" | good procedures.yaml
