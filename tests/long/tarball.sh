# The tarball: unpacked somewhere, with an empty environment, it is the program with its libraries
# and its policy, and its locked-down children find them, too.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_POLICY
command -v dpkg-query > out || { echo 'needs dpkg, for the licences'; exit 77; }

sh "$JZ_ROOT/tools/tarball.sh" "$TMPDIR/made" > out 2> err || { cat out err; fail 'no tarball'; }
mkdir 'a place' && cd 'a place' || exit 1
tar xzf ../made/*.tar.gz
cd jingzhun-* || fail 'no folder'
ldd ./jingzhun > ../libs
grep '=> /' ../libs | grep -vF "=> $PWD/" | grep -vE '/(libc|libm|libpthread)\.so' &&
	fail 'libraries of this machine'
[ "$(ls lib | wc -l)" -ge "$(ls licenses | wc -l)" ] && [ -f licenses/zlib1g ] || fail 'licences'

alone() { env -i PATH=/usr/bin:/bin "$@" > ../out 2>&1 || { cat ../out; fail "$*"; }; }
alone ./jingzhun demo --out ../lists --households 20 --faults none --format xlsx
alone ./jingzhun init --data ../D --areas ../lists/areas.csv
alone ./jingzhun import --data ../D ../lists/household.xlsx
alone ./jingzhun verify --deep --data ../D
grep -q 'All is well' ../out || fail 'verify'
