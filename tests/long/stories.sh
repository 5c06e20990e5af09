#!/bin/sh
# The stories in the browser: told by the program as it was built, and once more by the one that the
# Debian package installs, in a copy of this system that vanishes afterwards. The second needs root
# and the tools of Debian.
# proves: stories stories-failed stories-installed stories-installed-failed
. "$(dirname "$0")/../proof.sh"
names='app story wizard papers judge_story cases procedures_story'
command -v node > /dev/null && [ -d "$JZ_ROOT/ui/node_modules" ] ||
	die 'node is missing: sh tools/setup'
command -v chromium > /dev/null || { echo 'needs chromium'; exit 77; }
command -v dpkg-shlibdeps > /dev/null || { echo 'needs dpkg-dev'; exit 77; }
[ "$(id -u)" = 0 ] && unshare -m true 2> err || {
	echo 'needs root for a copy of the system'
	exit 77
}
export JZ_INSTALLED=1
unset JINGZHUN_POLICY

cat > tell.sh <<'END'
for story in $2; do
	node --test-reporter=tap "$1/ui/test/$story.test.mjs" > told 2>&1 || cat told >&2
	cat told >> tap
done
END
told() # ID TAP
{
	judge "$1" "$(grep -v '# SKIP' "$2" | grep -c '^ok ')" '>=' 20 cases
	judge "$1-failed" "$(grep -c '^not ok ' "$2")" = 0
}

mkdir built
(cd built && export JZ="$JZ" JZ_RELEASE="$JZ" JINGZHUN_POLICY="$JZ_ROOT/policy" &&
	sh ../tell.sh "$JZ_ROOT" "$names")
told stories built/tap

JINGZHUN=$JZ sh "$JZ_ROOT/tools/deb.sh" "$W/tmp" > out || die 'no package'
cat > inside.sh <<END
set -e
dpkg -i /tmp/jz.deb >&2
mkdir /tmp/run
cd /tmp/run
export JZ=/usr/bin/jingzhun JZ_RELEASE=/usr/bin/jingzhun TMPDIR=/tmp/run HOME=/tmp/run
sh /tmp/tell.sh /srv/source '$names'
END
cat > copy.sh <<END
set -e
mkdir room
mount -t tmpfs tmpfs room
mkdir room/up room/work room/root
mount -t overlay overlay -o "lowerdir=/,upperdir=\$PWD/room/up,workdir=\$PWD/room/work" room/root
for at in proc dev sys; do mount --bind /\$at room/root/\$at; done
mount -t tmpfs tmpfs room/root/tmp
mkdir -p room/root/srv/source
mount --bind "$JZ_ROOT" room/root/srv/source
mount -o remount,bind,ro room/root/srv/source
cp tmp/jingzhun_*.deb room/root/tmp/jz.deb
cp inside.sh tell.sh room/root/tmp/
chroot room/root sh /tmp/inside.sh
cp room/root/tmp/run/tap installed.tap
END
unshare -m sh copy.sh || die 'the installed program'
told stories-installed installed.tap
proof_end
