# A family was written down in two villages, and two people of one name were born on one day. The
# clerk sees both pairs, merges the one, tells the other apart; nothing that was said is lost.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
line() # PATTERN: some line of out is like this
{
	grep -q -e "$1" out || { cat out >&2; fail "no line is like: $1"; }
}

cat > areas.csv <<'EOF'
代码,名称
98,示例省
9801,示例市
980101,示例县
980101100,青山镇
980101101,白水乡
980101100201,向阳村委会
980101101201,新村
EOF
cat > people.csv <<'EOF'
县,乡,行政村,户编号,户联系电话,户主姓名,户主证件号码,人编号,姓名,证件号码,出生日期,与户主关系,文化程度,劳动技能
示例县,青山镇,向阳村委会,9801,,王小明,98010119700101123X,P1,王小明,98010119700101123X,1970-01-01,户主,,普通劳动力
示例县,白水乡,新村,9802,13900000002,王小明,98010119700101123X,P3,王小明,98010119700101123X,1970-01-01,户主,小学,
示例县,白水乡,新村,9802,13900000002,王小明,98010119700101123X,P4,王晓,,2001-03-03,之子,,
示例县,白水乡,新村,9803,,钱有方,,P5,钱有方,,1966-06-06,户主,,
示例县,白水乡,新村,9804,,钱有方,,P6,钱有方,,1966-06-06,户主,,
EOF
cat > measures.csv <<'EOF'
户编号,帮扶措施类型,开始时间,帮扶金额
9801,产业帮扶,2020-01-01,500
9802,产业帮扶,2020-01-01,500
9802,就业帮扶,2021-01-01,80
EOF
ends 0 init --areas areas.csv
ends 0 import people.csv measures.csv

# Both households by their head's number, 王小明 by his, the two 钱有方 by name, day and village.
ends 0 duplicate list
line '9801 .*9802'
line 'P1 .*P3 .*the same ID number'
line 'P5 .*P6 .*the same name and date of birth'
lacks out '98010119700101123X'
ends 0 duplicate list --area 青山镇 --json
[ "$(wc -l < out)" -eq 2 ] || fail 'two pairs touch that township'
ends 0 duplicate list --limit 1
has err '1 of 3'

# They are two people.
ends 2 duplicate distinct person P5 P6
ends 0 duplicate distinct person P5 P6 --reason '同名同日，是两个人'
ends 0 duplicate list
lacks out 'P5'
ends 5 duplicate distinct person P6 P5 --reason x
has err 'said not to be the same'

# The two households are one; 王小明 is there on both sides and becomes one, too.
ends 1 duplicate merge household 9801 9801 --reason x
has err 'one and the same'
ends 2 duplicate merge measure 1 2 --reason x
ends 3 duplicate merge household 9801 9899 --reason x
ends 0 duplicate merge household 9801 9802 --reason 入户核实为同一户 --json
has out '"left":3'
ends 0 duplicate list --json
[ ! -s out ] || fail 'there is no pair any more'
ends 0 verify --deep
ends 0 export household --mask none --reason x
line '9801.*13900000002'
lacks out '9802'
ends 0 export person --mask none --reason x
line '^P1,9801,王小明.*小学.*普通劳动力'
line '^P4,9801,王晓'
lacks out 'P3'
ends 0 export measure --mask none --reason x
[ "$(grep -c 9801 out)" -eq 2 ] || fail 'the measure told twice is there once, the other came along'

# The number that left is remembered, and each of the two tells of the other.
ends 3 show household 9802
has err 'left the register'
ends 0 history household 9802
has out 'merged into 9801: 入户核实为同一户'
ends 0 history household 9801
has out '9802 merged into 9801'
ends 0 history person P3
has out 'merged into 9801'
