# Mistakes on the command line: refused before anything is done, exit 2, and the nearest name.
. "$JZ_ROOT/tests/story.sh"

ends 2
has err 'Usage:'
[ ! -s out ] || fail 'the answer to a mistake stands on standard output'
ends 2 lsit
has err 'Did you mean "list"'
ends 2 area
has err 'area import'
ends 2 area improt x.csv
has err 'area import'
ends 2 list household --wher 'members>3'
has err 'Did you mean --where'
ends 2 list household --limit
has err '--limit needs'
ends 2 list household --limit many
has err 'whole number'
ends 2 list household --mask some
has err 'public|staff|none'
ends 2 list household --json=yes
has err 'takes no value'
ends 2 show household
has err 'KIND NO'
ends 2 version now
has err 'now'
ends 2 export household --mask none < /dev/null
has err '--reason'
ends 2 demo
has err '--out'

ends 0 version
has out 'jingzhun '
ends 0 --version
ends 0 version --json
has out '"version":'
ends 0 explain id_check_digit
ends 3 explain id_chek_digit
has err 'id_check_digit'

# Not there, in two languages and two ways to write an option.
ends 3 list household --data nowhere
has err 'There is no register in "nowhere"'
ends 3 list household --data=nowhere --lang=zh
has err 'nowhere'
[ ! -e nowhere ] || fail 'a folder was made'
ends 2 verify --data nowhere
has err 'nowhere'
JINGZHUN_DATA=elsewhere "$JZ" summary 2> err && fail 'found a register that is not there'
has err 'elsewhere'

# Made once only; --node and --hash are looked at.
ends 2 init --data D --node 70000
ends 2 init --data D --hash md5
ends 3 init --data D --areas none.csv
[ ! -e D ] || fail 'a refused init left a folder'
ends 0 init --data D --quiet
[ ! -s err ] || fail 'not quiet'
ends 5 init --data D
[ "$(stat -c %a D.keys)" = 600 ] || fail 'the keyring can be read by others'
ends 2 list hosehold --data D
has err 'Did you mean household'
ends 3 show household 123 --data D
ends 1 list household --where 'nothing=1' --data D

# Output that cannot be written is a failure; a reader that goes away is none of ours.
"$JZ" dictionary > /dev/full 2> err && fail 'a full disk went unnoticed'
has err 'Standard output'
"$JZ" dictionary 2> err | head -1 > out
[ ! -s err ] || fail 'talk about a closed pipe'

# A condition with "or" would look for somebody of that name; a wrong file is no tampering; a column
# nobody knows is named; so is a kind of data.
ends 1 list person --where 'name=a or name=b' --data D
has err 'no "or"'
printf 'no head\n' > note.txt
ends 2 verify --data D --head note.txt
has err 'note.txt'
printf 'code,name,colour\n98,演示省,red\n' > areas.csv
ends 0 area import areas.csv --data D
has out 'areas.csv: "colour"'
ends 2 list people --data D
has err 'household, person'
