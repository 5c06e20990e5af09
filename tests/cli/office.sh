# A small office gets its people: accounts, roles for places and times, and what is refused.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 role list
has out 'township_clerk'
has out 'Approve changes*'
ends 0 role list --lang zh
has out '乡镇审核'
ends 0 role list --json
[ "$(grep -c '"perms":' out)" -ge 13 ] || fail 'roles are missing'

ends 0 demo --out lists --households 40 --seed 3 --faults none
ends 0 init --areas lists/areas.csv --quiet
ends 0 import --quiet lists/*.csv
county=$(sed -n '2,$p' lists/areas.csv | grep -o '98[0-9]*' | grep -E '^98[0-9]{4}(000000)?$' |
	grep -vE '^98(00|[0-9]{2}00)' | head -1)
ends 0 area list --level 4
township=$(grep -oE '98[0-9]{7}' out | head -1)
[ -n "$county" ] && [ -n "$township" ] || fail 'no county or township found'

ends 0 user list
has err 'no account yet'

# Passwords come from a file or the terminal, and must be worth something.
printf 'password1\n' > weak
printf 'four grey herons\n' > good
ends 2 user add lin --name 林晓 < /dev/null
has err '--password-file'
ends 1 user add lin --name 林晓 --password-file weak
has err 'first that are guessed'
ends 1 user add 1lin --name 林晓 --password-file good
has err 'no log-in name'
ends 1 user add lin --name 林晓 --idno 980101199001010053 --password-file good
has err 'ID number'
ends 2 user add lin --name 林晓 --role township_clerc --password-file good
has err 'Did you mean "township_clerk"'
ends 0 user add lin --name 林晓 --idno 98010119900101005X --phone 13900000001 --password-file good \
	--role township_clerk --area "$township" --purpose 'lists of the township'
has err 'Grant G1 was given'
ends 5 user add LIN --name 林晓 --password-file good
has err 'taken'
"$JZ" user add he --name 何静 --password-file - < good 2> err || fail 'standard input'
has err 'no role yet'

ends 0 user list
has out '林晓'
has out 'Township clerk'
ends 0 user list --json
has out '{"login":"lin","name":"林晓","active":true,"second_factor":false,"person_known":true'
has out '"roles":["township_clerk"]'
ends 0 grant list lin --json
has out '"no":"G1","login":"lin","role":"township_clerk"'
has out '"in_force":true'

# What cannot be given: without a person, for a wrong place, too long, beside a conflicting duty.
ends 1 grant give he township_approver --area "$township"
has err 'must name an ID number'
ends 1 grant give lin county_approver --area "$township"
has err 'area of this level'
ends 1 grant give lin township_approver
has err 'needs an area'
ends 1 grant give lin township_approver --area "$township" --to 2199-01-01
has err 'at most a year'
ends 4 grant give lin auditor
has err 'one person may not hold'
ends 3 grant give nobody auditor
has err 'no account "nobody"'
ends 2 grant give lin auditor --to soon
has err 'no day'
# The same person under another name is the same person.
ends 0 user add lin2 --name 林小 --idno 98010119900101005x --password-file good
ends 4 grant give lin2 security_admin
has err 'one person may not hold'

# A helper gets households one by one.
ends 0 list household --limit 1 --json
house=$(sed -n 's/^{"no":"\([^"]*\)".*/\1/p' out | head -1)
ends 0 user add luo --name 罗志强 --idno 980101198503050022 --password-file good --role helper \
	--households "$house"
ends 0 grant list luo --json
has out '"households":1'
ends 3 grant give luo helper --households H-NONE

ends 2 grant end 1 --reason x
has err 'G12'
ends 0 grant end G1 --reason 调离
ends 5 grant end G1 --reason again
ends 0 grant list lin
has out 'ended'
ends 0 user disable lin --reason 调离
ends 0 user list --json
has out '"login":"lin","name":"林晓","active":false'
ends 1 grant give lin township_clerk --area "$township"
has err 'disabled'
ends 0 user enable lin --reason 返岗
ends 0 user passwd lin --password-file good
ends 0 user kin lin 林大山 --relation 父亲 --idno 980101195001010019
ends 2 user kin lin

ends 0 user rules
has out 'passwords=asvs'
ends 0 user rules passwords=dengbao3 reveals=20
has out 'passwords=dengbao3'
has out 'reveals=20'
ends 2 user rules colour=blue
ends 2 user rules passwords=none
ends 1 user passwd lin --password-file good
has err 'capital letters'

# A wrong code does not set up the second factor.
printf '000000\n' > code
"$JZ" user totp lin < code > out 2> err && fail 'a wrong code was taken'
has out 'otpauth://totp/jingzhun:lin?secret='
ends 0 user list --json
lacks out '"second_factor":true'

# Nothing of it is shown or exported in clear; all of it is in the journal.
ends 0 export account --mask none --reason check --format csv
lacks out 'argon2id'
grep -q 'argon2id' D/jingzhun.db && fail 'the hash of a password lies open in the file'
ends 0 log --last 60
has out 'grant'
has out 'account'
has out 'declared relative'
ends 0 history role_grant 1
has out '调离'

# The demo's accounts, asked twice: the same password.
ends 0 user demo
has out 'sysadmin'
sed -n 's/.*accounts: //p' out > first
ends 0 user demo
sed -n 's/.*accounts: //p' out > second
[ -s first ] && cmp -s first second || fail 'the demo password changed'
ends 0 verify --deep

# Where nothing is made up there are no such accounts.
ends 0 init --quiet --data E
ends 4 user demo --data E
has err 'no demo'
