# Backups to public keys: the office's safe and the level above; a drill; the day's run; the banner.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 0 demo --out lists --households 20 --seed 5 --faults none
ends 0 init --areas lists/areas.csv
ends 0 import lists/*.csv
ends 1 backup state
has out 'No backup'

ends 0 backup keygen --out safe.identity
safe=$(cat out)
ends 0 backup keygen --out above.identity
above=$(cat out)
ends 0 backup keygen --out stranger.identity
ends 5 backup keygen --out safe.identity
[ "$(stat -c %a safe.identity)" = 600 ] || fail 'identity'

ends 2 backup --out b.jzb --key "${safe}x"
has err 'jzpub-'
ends 0 backup --out b.jzb --key "$safe,$above"
has err 'keyring'
head -1 b.jzb | grep -q '^jingzhun-parcel 1$' || fail 'not sealed'
! grep -aq 'SQLite format' b.jzb || fail 'lies open'
ends 5 backup --out b.jzb --key "$safe"
! ls D | grep -q sealing || { ls D; fail 'left behind'; }
ends 0 log --last 1 --json
has out "backup-to=$safe,$above"

# The drill: nothing of the register is touched, nothing stays behind.
ends 2 backup check b.jzb
has err '--identity'
ends 4 backup check b.jzb --identity stranger.identity
ends 1 backup state
has out 'was not sealed to this identity'
ends 0 backup check b.jzb --identity above.identity
has out 'can be restored'
ls -d D.* > left
[ "$(cat left)" = "$(printf 'D.backup\nD.head\nD.keys')" ] || { cat left; fail 'left behind'; }
ends 3 backup check none.jzb

# One byte of it changed.
size=$(stat -c %s b.jzb)
cp b.jzb spoilt.jzb
printf '\377' | dd of=spoilt.jzb bs=1 seek=$((size / 2)) conv=notrunc 2> dd.err
ends 9 backup check spoilt.jzb --identity safe.identity
has err 'changed or is not whole'
ends 9 restore spoilt.jzb --data E --keys D.keys --identity safe.identity --reason drill
[ ! -e E.opened ] && [ ! -e E/jingzhun.db ] || fail 'something came out of it'

# The real thing, by either identity, and the copy is the register.
ends 2 restore b.jzb --data E --keys D.keys --reason drill
ends 0 restore b.jzb --data E --keys D.keys --identity above.identity --reason drill
ends 0 verify --deep --data E
[ ! -e E.opened ] || fail 'left open'
ends 0 export household --mask none --reason x --data D
cp out ours
ends 0 export household --mask none --reason x --data E --keys D.keys
cmp -s out ours || fail 'not the same'

# By itself: named by the clock, tried, told; the oldest go, a stranger's file stays.
mkdir -p second
# photographs stand beside the database, sealed already: they come along as they are
photo=$(printf 'sealed bytes' | sha256sum | cut -c1-64)
folder=attachments/$(printf %.2s "$photo")
mkdir -p "D/$folder"
printf 'sealed bytes' > "D/$folder/$photo"
touch "D/$folder/not-one"
touch second/D-20200101-0200.jzb second/D-20200102-0200.jzb second/notes.jzb
# what runs that were killed left long ago goes, too; one that is on its way does not
touch -d 2020-01-01 second/D-20200101-0200.jzb.new second/D-20200101-0200.jzb.new.part \
	second/notes.jzb.new
touch second/D-20200103-0200.jzb.new
ends 0 backup daily --to second --key "$safe" --keep 2
made=$(cat out)
[ -f "$made" ] || fail 'no backup'
has err 'same disk'
cmp "D/$folder/$photo" "second/$folder/$photo" || fail 'the photograph'
[ ! -e "second/$folder/not-one" ] || fail 'what is no photograph'
rm -r second/attachments
[ -f second/notes.jzb.new ] && [ -f second/D-20200103-0200.jzb.new ] || fail 'not a rest of ours'
rm second/notes.jzb.new second/D-20200103-0200.jzb.new
[ "$(ls second | wc -l)" = 3 ] || { ls second; fail 'old ones'; }
[ -f second/notes.jzb ] && [ ! -f second/D-20200101-0200.jzb ] || fail 'the wrong ones went'
ends 0 backup state
has out 'in order'
has out "$made"
ends 0 backup state --json
has out '"ok":true'
ends 0 backup check "$made" --identity safe.identity

# The second disk is not there.
rm -rf second && touch second
ends 7 backup daily --to second/b --key "$safe"
ends 1 backup state
has out 'failed'
ends 0 verify --deep
