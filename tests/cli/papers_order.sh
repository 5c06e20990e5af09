# Papers count in their order: none of years ago, none made before what earlier steps rest on, and
# after a case was sent back none that was used before.
. "$JZ_ROOT/tests/story.sh"
. "$JZ_ROOT/tests/procedures_story.sh"
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h.csv
printf '1,980121100200,2015-12-31,一般农户,13900000001,2000,王建英\n' >> h.csv
county cn
opened identify 2016-05-03
taken 1 2016-05-04
one=$taken

# An application may be of the year before, as the pack says; not older, and a survey not at all.
paper "$one" 申请书 2014-05-03
act 4 "$one" accept --on 2016-05-05 --as village
has out '"Application" must not be dated before 2015-05-04'
lacks out 'A paper is missing'
paper "$one" 申请书 2015-11-20
act 0 "$one" accept --on 2016-05-05 --as village

looks='enter=已入户 look=一般 reckon=2000 compare=属实'
survey() # CODE DAY
{
	# shellcheck disable=SC2086 # items
	act "$1" "$one" surveyed --on "$2" --check $looks --as village --with township
}
paper "$one" 入户调查表 2016-05-02
paper "$one" 承诺授权书 2016-05-06
survey 4 2016-05-06
has out '"Survey form" must not be dated before 2016-05-03'
paper "$one" 入户调查表 2016-05-06
survey 0 2016-05-06

# What the household signed for on the sixth nobody compares on the fifth.
paper "$one" 信息比对结果 2016-05-05
act 4 "$one" compared --on 2016-05-07 --as county
has out '"Result of the comparison" must not be dated before 2016-05-06'

# Sent back: survey and authorisation of before do not count again, nor does a comparison made
# before the new ones.
act 0 "$one" ask --reason 面积不符 --on 2016-05-07 --as county
survey 4 2016-05-08
has out '"Survey form" served an earlier step'
has out '"Authorisation" served an earlier step'
# The same forms handed in once more are no new ones.
paper "$one" 入户调查表 2016-05-06
paper "$one" 承诺授权书 2016-05-06
survey 4 2016-05-08
paper "$one" 入户调查表 2016-05-08
paper "$one" 承诺授权书 2016-05-08
paper "$one" 信息比对结果 2016-05-07
survey 0 2016-05-08
act 4 "$one" compared --on 2016-05-09 --as county
has out 'must not be dated before 2016-05-08'
lacks out 'served an earlier step'
paper "$one" 信息比对结果 2016-05-09
act 0 "$one" compared --on 2016-05-09 --as county
ends 0 verify --deep

# A picture of a paper may have been taken after the day of the step that rests on it: later papers
# are held against that step, not against the picture.
printf 'no,area,data_date,type,phone,per_capita_net,head_name\n' > h2.csv
printf '2,980121100200,2015-12-31,一般农户,13900000002,2000,李四\n' >> h2.csv
ends 0 import household h2.csv
taken 2 2016-05-04
one=$taken
ends 0 case paper "$one" photo.png --kind 申请书 --on 2016-05-12 --as village
act 0 "$one" accept --on 2016-05-05 --as village
paper "$one" 入户调查表 2016-05-06
paper "$one" 承诺授权书 2016-05-06
survey 0 2016-05-06

# How old papers may be is said in days or months, of an act that needs some.
mkdir p
cp -r policy/cn p/ 2>/dev/null || cp -r "$JZ_ROOT/policy/cn" p/
export JINGZHUN_POLICY="$PWD/p"
sed -i 's/needs: \[application\], older: {months: 12}/older: {months: 12}/' p/cn/procedures.yaml
ends 1 init --areas areas.csv --pack cn --data E
has err 'says older without needs'
