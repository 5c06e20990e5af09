#!/bin/sh
# A program with one FIELD line and one list value more than the program that made a data folder:
# template, import, history, export and dictionary know them, and verify --deep passes before and
# after. The second program is built from a copy of this source.
# proves: old-folder-steps
. "$(dirname "$0")/../proof.sh"
steps=0 failed=0
step() # NAME COMMAND...
{
	what=$1
	shift
	steps=$((steps + 1))
	"$@" > step.out 2> step.err || { failed=$((failed + 1)); say "failed: $what"
		head -5 step.err step.out >&2; }
}
with() { grep -qF -e "$2" "$1"; }
shows() { want=$1; shift; "$@" > shown 2> shown.err && with shown "$want"; }

say 'building the second program'
mkdir second
for part in src policy tools meson.build meson_options.txt Makefile; do
	cp -R "$JZ_ROOT/$part" second/ || die copy
done
cat >> second/src/entity/defs/household.def <<'F'
FIELD(trial_plot, DEC, E_PERSONAL, .zh = "试验田面积", .en = "Trial plot", .unit = "亩|mu",
      .scale = 2, .max = 100000, .syn = "试验田")
F
sed '/^  house_structure:/,/^$/ s/^\( *\)- {code: 5, zh: 其他,.*/&\
\1- {code: 77, zh: 竹钢装配, en: Bamboo and steel}/' "$JZ_ROOT/policy/cn/lists.yaml" \
	> second/policy/cn/lists.yaml
[ "$(diff "$JZ_ROOT/policy/cn/lists.yaml" second/policy/cn/lists.yaml | grep -c '^>')" -eq 1 ] ||
	die 'the list value was not added'
(cd second && sh tools/configure.sh build && ninja -C build) > build.log 2>&1 ||
	{ tail -20 build.log >&2; die 'the second program does not build'; }
new() { JINGZHUN_POLICY="$W/second/policy" "$W/second/build/jingzhun" "$@"; }

say 'the old folder'
"$JZ" demo --out demo --households 200 --seed 23 --faults all -q > demo.out || die demo
import_all old demo found || die import
export_all old before || die export
step 'verify --deep by the first program' "$JZ" verify --data old --deep
no=$(sed -n '2s/,.*//p' demo/household.csv)
was=$("$JZ" list --data old household --where "no=$no" --columns house_structure --json -q |
	sed 's/.*"house_structure":"\([^"]*\)".*/\1/')

step 'verify --deep by the second, folder untouched' new verify --data old --deep
step 'template has the field' shows 试验田面积 new template household --data old --lang zh
step 'template in English' shows 'Trial plot' new template household --data old --lang en
step 'dictionary has the field' shows trial_plot new dictionary --data old
step 'dictionary has the list value' shows 竹钢装配 new dictionary --data old
printf '户编号,试验田面积(亩),住房结构\n%s,1.25,竹钢装配\n' "$no" > new.csv
step 'import takes both' new import --data old new.csv --json
cp step.out imported
step 'one row changed, none refused' with imported '"changed":1,"unchanged":0,"refused":0'
printf '户编号,试验田\n%s,-3\n' "$no" > bad.csv
new import --data old bad.csv --json > refused 2>&1
step 'import checks the field' with refused '"kind":"value_range"'
step 'history tells the field' shows 1.25 new history --data old household "$no" \
	--mask none --reason proof --lang zh
step 'history tells the new value' shows 竹钢装配 new history --data old household "$no" \
	--mask none --reason proof --lang zh
step 'history tells the old value' shows "$was" new history --data old household "$no" \
	--mask none --reason proof --lang zh
step 'show has the value' shows 竹钢装配 new show --data old household "$no" --mask none \
	--reason proof --lang zh
step 'list finds by the field' shows "$no" new list --data old household --where 'trial_plot>1' \
	--json
step 'export has the column' shows '试验田面积(亩)' new export --data old household --mask none \
	--reason proof --lang zh
grep "^$no," shown > line
step 'export has the field' with line ,1.25
step 'export has the list value' with line ,竹钢装配,
# Nothing else changed: the other households as before, but for the new column's empty cells.
JZ_FIRST=$JZ
JZ=new
export_all old after || die export
JZ=$JZ_FIRST
for noun in $nouns; do
	[ "$noun" != household ] || continue
	step "export of $noun as before" cmp "before/$noun.csv" "after/$noun.csv"
done
last=$(head -1 after/household.csv |
	awk -F, '{ for (i = 1; i <= NF; i++) if ($i ~ /试验田/) print i }')
tr -d '\r' < after/household.csv | cut -d, -f"$last" --complement | grep -v "^$no," > a
tr -d '\r' < before/household.csv | grep -v "^$no," > b
step 'export of household as before' cmp a b
step 'verify --deep by the second program' new verify --data old --deep

judge old-folder-steps "$((steps - failed))" '>=' "$steps" steps
proof_end
