# Certificates of an office: made, shown, renewed, brought to phones. No register is needed.
. "$JZ_ROOT/tests/story.sh"
export JINGZHUN_DATA=D

ends 3 tls show
has err 'tls init'
ends 0 tls init --office 青山县 --name jz.example.cn,10.1.2.3
cp out print
has err 'safe'
[ "$(stat -c %a D.tls/ca.key D.tls/server.key | tr '\n' ' ')" = '600 600 ' ] || fail 'keys'
[ ! -e D ] || fail 'something was put into the data folder'

# Another program's opinion.
openssl verify -x509_strict -purpose sslserver -verify_hostname jz.example.cn -CAfile D.tls/ca.pem \
	D.tls/server.pem > out 2>&1 || { cat out; fail 'openssl verify'; }
openssl x509 -in D.tls/ca.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g' > theirs
tr -d ' ' < print | cmp -s - theirs || fail 'fingerprint'

ends 0 tls show
has out 'jz.example.cn, 10.1.2.3'
has out 'https://jz.example.cn:8080/p/trust'
has out 'jingzhun 青山县'
ends 0 tls show --json
has out '"names":["jz.example.cn","10.1.2.3"'
LC_ALL=zh_CN.UTF-8 ends 0 tls show
has out '改名为 ca.crt'

# Again: nothing changes; asked for: the server's certificate only.
cp D.tls/ca.pem ca.before
cp D.tls/server.pem server.before
ends 0 tls init
cmp -s D.tls/server.pem server.before || fail 'made anew without need'
ends 0 tls init --renew
cmp -s D.tls/ca.pem ca.before || fail 'the authority changed'
! cmp -s D.tls/server.pem server.before || fail 'not renewed'

# What people type wrong, and files that do not belong.
ends 1 tls init --name https://jz.example.cn
has err 'without https://'
ends 1 tls init --name '山.cn'
chmod 644 D.tls/ca.key
ends 4 tls init --renew
has err 'chmod 600'
chmod 600 D.tls/ca.key
openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out D.tls/ca.key 2> openssl.err
chmod 600 D.tls/ca.key
ends 1 tls init --renew
has err 'not the key of'

ends 0 tls qr --port 443 --svg trust.svg
has out 'https://jz.example.cn/p/trust'
has out '▄'
has trust.svg '<title>https://jz.example.cn/p/trust</title>'
ends 1 tls qr --url ''
ends 2 tls qr --port 99999
