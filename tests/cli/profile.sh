# The other profile, with a passphrase, end to end: SM3, SM4, a wrapped keyring; and every noun goes
# out and comes back the same.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D
export JINGZHUN_PASSPHRASE='一把 long key'

nouns=$("$JZ" dictionary | sed -n 's/^## .*(`\([a-z_]*\)`)$/\1/p' |
	grep -vE '^(batch|finding|setting|list_value|pack_version|difference|roll|change|reading)$' |
	grep -vE '^(account|role_grant|kin|assigned|token|verdict|doubt|scenario)$' |
	grep -vE '^(notice|notice_line|objection|declaration)$' |
	grep -vE '^(round|matter|decision|meeting|vote|letter|task|closing|conversation)$')
[ "$(echo "$nouns" | wc -l)" -ge 16 ] || fail "nouns: $nouns"

ends 0 demo --out lists --households 25 --seed 4 --faults none
ends 0 init --hash sm3
ends 0 import --json lists/*.csv
tail -1 out > total
has total '"refused":0,'
ends 0 verify --deep --json
has out '"hash":"sm3"'
ends 0 list person --limit 1 --json --columns no --where 'idno is known'
no=$(sed 's/^{"no":"\([^"]*\)".*/\1/' out)
ends 0 export person --where "no=$no" --columns idno --mask none --reason x
id=$(sed -n '2s/[^0-9X]//gp' out)
ends 0 list person --where "idno=$id" --json
has out "$no"
ends 0 proof person "$no"
has out 'hash sm3'
cp out proof.txt
ends 0 proof check proof.txt --key D.head
ends 0 backup --out B
ends 0 restore B --data D --replace --reason '演练'
ends 0 verify --deep

# Without the passphrase, or with another, nothing sealed is opened and nothing is written.
JINGZHUN_PASSPHRASE=other ends 4 list person
JINGZHUN_PASSPHRASE='' ends 4 import lists/persons-01.csv --again < /dev/null
JINGZHUN_PASSPHRASE='' ends 0 verify --deep
printf '%s\n' "$JINGZHUN_PASSPHRASE" > secret
JINGZHUN_PASSPHRASE='' ends 0 list person --limit 1 --passphrase-file secret

# Every noun has its template in both languages; what is exported comes back byte for byte.
mkdir first second
for noun in $nouns; do
	for lang in zh en; do
		ends 0 template "$noun" --lang $lang
		[ "$(head -c 3 out | od -An -tx1 | tr -d ' ')" = efbbbf ] || fail "$noun: no BOM"
		[ "$(wc -l < out)" -eq 1 ] || fail "$noun: a template is one line"
	done
	ends 0 export "$noun" --mask none --reason x
	cp out "first/$noun.csv"
done
ends 0 init --data E
ends 0 import --data E --json first/*.csv
tail -1 out > total
has total '"refused":0,'
for noun in $nouns; do
	ends 0 export "$noun" --data E --mask none --reason x
	sort out > second/a && sort "first/$noun.csv" > second/b
	cmp second/a second/b || fail "$noun does not come back"
done
