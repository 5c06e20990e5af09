# The stories in the browser once more, told by the program as the Debian package installs it, in a
# copy of this system that vanishes afterwards. Needs root, the tools of Debian, and Chromium.
. "$JZ_ROOT/tests/story.sh"
unset JINGZHUN_POLICY
[ "$(id -u)" = 0 ] && unshare -m true 2> err || {
	echo 'needs root for a copy of the system'
	exit 77
}
command -v dpkg-shlibdeps > out || { echo 'needs dpkg-dev'; exit 77; }
command -v chromium > out || { echo 'needs chromium'; exit 77; }
[ -d "$JZ_ROOT/ui/node_modules" ] || { echo 'needs ui/node_modules: sh tools/setup'; exit 77; }

JINGZHUN=$JZ_RELEASE sh "$JZ_ROOT/tools/deb.sh" "$TMPDIR" > out || fail 'no package'
cat > inside.sh <<'END'
set -e
dpkg -i /tmp/jz.deb
cd /srv/source
mkdir /tmp/run
export JZ_INSTALLED=1 JZ=/usr/bin/jingzhun JZ_RELEASE=/usr/bin/jingzhun TMPDIR=/tmp/run HOME=/tmp/run
for story in app story wizard papers; do
	node --test-reporter=tap "ui/test/$story.test.mjs" > /tmp/tap 2>&1 || {
		cat /tmp/tap
		exit 1
	}
	sed -n "s/^# pass /$story: /p" /tmp/tap
done
echo 'all as told'
END
cat > copy.sh <<END
set -e
mkdir -p room
mount -t tmpfs tmpfs room
mkdir room/up room/work room/root
mount -t overlay overlay -o "lowerdir=/,upperdir=\$PWD/room/up,workdir=\$PWD/room/work" room/root
mount --bind /proc room/root/proc
mount --bind /dev room/root/dev
mount --bind /sys room/root/sys
mount -t tmpfs tmpfs room/root/tmp
mkdir -p room/root/srv/source
mount --bind "$JZ_ROOT" room/root/srv/source
mount -o remount,bind,ro room/root/srv/source
cp jingzhun_*.deb room/root/tmp/jz.deb
cp inside.sh room/root/tmp/inside.sh
chroot room/root sh /tmp/inside.sh
END
unshare -m sh copy.sh > out 2>&1 || { tail -60 out >&2; fail 'the stories of the installed program'; }
has out 'all as told'
cat out | grep -E '^(app|story|wizard|papers): '
