# The Debian package, installed for real in a copy of this system that vanishes afterwards: nothing
# of the machine changes. Needs root (for the copy) and the tools of Debian.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_POLICY
[ "$(id -u)" = 0 ] && unshare -m true 2> err || {
	echo 'needs root for a copy of the system'
	exit 77
}
command -v dpkg-shlibdeps > out || { echo 'needs dpkg-dev'; exit 77; }

JINGZHUN=$JZ_RELEASE sh "$JZ_ROOT/tools/deb.sh" "$TMPDIR" > out || fail 'no package'
JINGZHUN=$JZ_RELEASE sh "$JZ_ROOT/tools/deb.sh" "$TMPDIR/again" > out || fail 'no second package'
cmp -s ./*.deb again/*.deb || fail 'not the same bytes twice'
dpkg-deb -I ./*.deb > info
has info 'libqrencode4'
systemd-analyze security --offline=true --threshold=20 "$JZ_ROOT/packaging/jingzhun.service" \
	> out 2>&1 || { tail -1 out; fail 'the unit is exposed'; }

cat > inside.sh <<'END'
set -e
cd /
dpkg -i /tmp/jz.deb
cat > /tmp/as_service.sh <<'AS'
set -e
cd /var/lib/jingzhun
jingzhun demo --quiet --out lists --households 20 --faults none
jingzhun init --quiet --data data --areas lists/areas.csv
jingzhun import --quiet --data data lists/household.csv
jingzhun serve --data data --listen 127.0.0.1:18471 > serve.out 2>&1 &
for i in 1 2 3 4 5 6 7 8 9 10; do
	sleep 0.5
	grep -q 18471 serve.out && break
done
kill -TERM $!
wait $!
grep -q 18471 serve.out
jingzhun verify --deep --data data
AS
setpriv --reuid jingzhun --regid jingzhun --clear-groups env -i PATH=/usr/bin:/bin \
	sh /tmp/as_service.sh
[ "$(stat -c %a:%U /var/lib/jingzhun)" = 700:jingzhun ]
zcat /usr/share/man/man1/jingzhun.1.gz | grep -q '^\.TH'
zcat /usr/share/man/zh_CN/man1/jingzhun.1.gz | grep -q '命令'
echo '# mine' >> /etc/jingzhun/jingzhun.conf
dpkg -i /tmp/jz.deb
grep -q '^# mine' /etc/jingzhun/jingzhun.conf
dpkg -r jingzhun
[ -f /etc/jingzhun/jingzhun.conf ]
dpkg -P jingzhun > /tmp/purge.txt
cat /tmp/purge.txt
grep -q 'is kept' /tmp/purge.txt
[ ! -e /etc/jingzhun ] && [ ! -e /usr/bin/jingzhun ]
[ -f /var/lib/jingzhun/data/jingzhun.db ] && [ -f /var/lib/jingzhun/data.keys ]
echo 'all as promised'
END
cat > copy.sh <<'END'
set -e
mkdir -p room
mount -t tmpfs tmpfs room
mkdir room/up room/work room/root
mount -t overlay overlay -o "lowerdir=/,upperdir=$PWD/room/up,workdir=$PWD/room/work" room/root
mount --bind /proc room/root/proc
mount --bind /dev room/root/dev
mount -t tmpfs tmpfs room/root/tmp
cp jingzhun_*.deb room/root/tmp/jz.deb
cp inside.sh room/root/tmp/inside.sh
chroot room/root sh /tmp/inside.sh
END
unshare -m sh copy.sh > out 2>&1 || { cat out >&2; fail 'the installed program'; }
has out 'all as promised'
has out 'All is well'
