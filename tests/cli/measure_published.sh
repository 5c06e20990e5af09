# Figures that others published of the same data, to 1e-6 of themselves (or as printed). The data
# are the synthetic EU-SILC sample of the R package laeken (14,827 persons), which stand outside of
# this tree.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_DATA
data=${JZ_SHARED:-$JZ_ROOT/../shared}/testdata/poverty/eusilc.csv
[ -r "$data" ] || { echo "no $data"; exit 77; }

# Value NAME of the whole, or of the group whose name follows.
value() # KEY [GROUP]
{
	if [ $# -eq 1 ]; then sed 's/.*"all":{//; s/}.*//' out
	else sed "s/.*\"name\":\"$2\"//; s/}.*//" out; fi |
		grep -o "\"$1\":\[\{0,1\}[-0-9.e+]*" | head -1 | sed 's/.*[:[]//'
}
same() # WHAT GOT PUBLISHED TIMES [TOLERANCE]
{
	awk -v a="$2" -v b="$3" -v t="$4" -v e="${5:-1e-6}" 'BEGIN {
		d = a * t - b; exit !(a != "" && (d < 0 ? -d : d) <= e * (b < 0 ? -b : b)) }' ||
		fail "$1: $2 (x $4), published $3"
}

ends 0 measure "$data" --income eqIncome --weight rb050 --line 60%median --group db040 --json
# A. Alfons, M. Templ, "Estimation of Social Exclusion Indicators from Complex Surveys: The R
# Package laeken", J. Statistical Software 54(15), 2013, section 3: arpt(), arpr(), qsr(), rmpg(),
# gini().
same 'ARPT' "$(grep -o '"line":[0-9.]*' out | cut -d: -f2)" 10859.24 1
same 'ARPR' "$(value fgt)" 14.44422 100
same 'QSR' "$(value s80s20)" 3.970004 1
same 'RMPG' "$(value median_gap)" 18.9286 100
same 'Gini' "$(value gini)" 26.48962 100
# There, too: arpr() by federal state, against the national threshold.
while read -r rate place; do same "ARPR $place" "$(value fgt "$place")" "$rate" 100; done <<'X'
19.53984 Burgenland
13.08627 Carinthia
13.84362 Lower Austria
13.78734 Salzburg
14.37464 Styria
15.30819 Tyrol
10.88977 Upper Austria
17.23468 Vienna
16.53731 Vorarlberg
X

# The documentation of the R package surveysd (Statistics Austria), of the same sample: by sex.
ends 0 measure "$data" --income eqIncome --weight rb050 --line 10859.236 --group rb090 --json
same 'ARPR male' "$(value fgt male)" 12.02660 100
same 'ARPR female' "$(value fgt female)" 16.73351 100
same 'population' "$(value weight)" 8182222 1

# Standard errors as the R package convey prints them (G. Jacob, A. Damico, D. Pessoa, "Poverty and
# Inequality with Complex Survey Data", 3.6 and 4.2), of that sample as drawn by person within
# states: svyfgt() at 10,000 and svygini(). They are printed with two digits.
who="--income eqIncome --weight rb050 --strata db040"
ends 0 measure "$data" $who --psu rb030 --line 10000 --json
same 'FGT0' "$(value fgt)" 0.11444 1 5e-5
same 'FGT0 error' "$(value fgt_se)" 0.0027 1 0.02
same 'Gini error' "$(value gini_se)" 0.0019 1 0.03

# Neither the order of rows nor their split over files moves a digit.
who="$who --psu db030 --line 60%median --group db040"
ends 0 measure "$data" $who --json
sed 's/"file":"[^"]*"//' out > one
(head -1 "$data"; sed 1d "$data" | sort -t, -k5,5 -k1,1 | head -7000) > a.csv
(head -1 "$data"; sed 1d "$data" | sort -t, -k5,5 -k1,1 | sed 1,7000d) > b.csv
ends 0 measure b.csv a.csv $who --json
sed 's/"file":"[^"]*"//' out > two
cmp one two || fail 'sorted and split, the sample gives other figures'
