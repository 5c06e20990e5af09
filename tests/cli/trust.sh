# Trust: heads, proofs, tampering seen, and verifying without any key.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 20 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 head
cp out early.head
ends 0 import lists/*.csv
ends 0 list household --json --limit 1
no=$(sed 's/^{"no":"\([^"]*\)".*/\1/' out)
ends 0 verify
has out 'All is well'
ends 0 verify --deep --head early.head
has out 'All is well'
ends 0 verify --deep --json
has out '"ok":true'
ends 0 log
has out "import ended"
ends 0 log --last 3 --json
has out import-c

ends 0 proof household "$no"
cp out proof.txt
ends 0 head
cp out late.head
ends 0 proof check proof.txt --key late.head
ends 0 proof check proof.txt --key "$(head -1 late.head)"
sed '2s/[0-9a-f]/x/' proof.txt > bad.txt
ends 1 proof check bad.txt --key late.head
ends 2 proof check proof.txt
ends 0 proof since early.head
cp out growth.txt
ends 0 proof check growth.txt --key late.head --head early.head
has out 'only grown'
ends 9 proof check growth.txt --key late.head --head late.head
sed 's/^path ./path x/' growth.txt > bad.txt
ends 9 proof check bad.txt --key late.head --head early.head
ends 2 proof check growth.txt --key late.head
ends 1 proof since proof.txt

# Without the keys: reading goes on, masked; verifying needs none; writing is refused.
mv D.keys away
ends 0 verify --deep
ends 0 list household
ends 4 import lists/household.csv --again
ends 4 export person --mask none --reason x
mv away D.keys

# Somebody with the database but without the keys.
cp -r D saved
sqlite3 D/jingzhun.db "UPDATE household SET members = 9 WHERE no = '$no'" || exit 1
ends 1 verify --deep
has out "$no"
ends 1 verify --deep --json
has out '"class":"tampered"'
rm -rf D && cp -r saved D

# Yesterday's folder against a head kept elsewhere.
cp -r D yesterday
printf '户编号,备注\n%s,今天\n' "$no" > today.csv
ends 0 import household today.csv
ends 0 head
cp out today.head
rm -rf D && cp -r yesterday D
ends 3 verify --head today.head
rm -f D.head
ends 3 verify --head today.head
printf 'no database' > D/jingzhun.db
rm -f D/jingzhun.db-wal D/jingzhun.db-shm
ends 2 verify

# What lies at D.head and is not its own is not overwritten, be it text or a pipe.
mkdir heads && cd heads || exit 1
ends 0 init --data D --areas ../lists/areas.csv
mv D.head kept && echo 'somebody else' > D.head
ends 9 import --data D ../lists/household.csv
has err 'D.head'
[ "$(cat D.head)" = 'somebody else' ] || fail 'a foreign D.head was overwritten'
rm D.head && mkfifo D.head
ends 1 import --data D ../lists/household.csv
has err 'D.head'
rm D.head && mv kept D.head
ends 0 import --data D ../lists/household.csv --again
ends 0 verify --data D --deep
