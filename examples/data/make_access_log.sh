#!/bin/sh
# Makes access.log, the input of the `access_log` example, by running a real web server.
#
# What it does: writes a small made-up site and an nginx configuration to a temporary directory,
# starts nginx there in the foreground (`daemon off`) on two free high ports of 127.0.0.1, drives it with
# real curl clients (browsers, an API client, crawlers, downloaders, scanners, a monitor, bursts,
# clients that give up, and plain garbage) from 127.0.0.2 and up, stops nginx and copies the log
# that nginx wrote, untouched, to access.log beside this script. No other address is contacted.
#
# What it needs: Linux (all of 127/8 answers), nginx 1.19.5 or later with its stock modules,
# curl 7.66 or later, awk and the usual small tools. Run as an ordinary user; for root it starts
# nginx as user 65534 (nobody) through setpriv(1).
#
# How long it takes: about 40 seconds; no new client session starts after 150 seconds.
# The mix of requests follows SEED; times, order and delays are whatever really happened.
#
# usage: make_access_log.sh [OUTPUT]

set -eu
umask 022
LC_ALL=C; TZ=UTC; export LC_ALL TZ
unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY || :

SEED=${SEED:-20}
WORKERS=8
LIMIT_BYTES=1000000

here=$(cd "$(dirname "$0")" && pwd)
out=${1:-$here/access.log}
for tool in nginx curl awk mktemp; do
    command -v "$tool" >/dev/null 2>&1 || { echo "$0: $tool is needed" >&2; exit 1; }
done
as=
if [ "$(id -u)" = 0 ]; then
    command -v setpriv >/dev/null 2>&1 || { echo "$0: run as an ordinary user" >&2; exit 1; }
    as="setpriv --reuid=65534 --regid=65534 --clear-groups"
fi

tmp=$(mktemp -d "${TMPDIR:-/tmp}/access_log.XXXXXX")
server=
pids=
stop() {
    # shellcheck disable=SC2086
    [ -z "$pids" ] || kill $pids 2>/dev/null || :
    pids=
    if [ -n "$server" ]; then
        kill -QUIT "$server" 2>/dev/null || :
        wait "$server" 2>/dev/null || :
        server=
    fi
}
trap 'stop; rm -rf "$tmp"' EXIT
trap 'exit 130' INT TERM HUP

# ---------------------------------------------------------------- the site
www=$tmp/www
mkdir -p "$www/css" "$www/js" "$www/img" "$www/birds" "$www/trips/2024" "$www/trips/2025" \
    "$www/downloads" "$www/video" "$www/private" "$www/members" "$www/api" "$tmp/temp" "$tmp/run"

text() { # FILE BYTES: made-up words, so that gzip shrinks it about as much as a real page
    awk -v n="$2" -v seed="$2" 'BEGIN {
        srand(seed)
        k = split("heron marsh reed wing dawn the a of and in over count pair nest river walk " \
                  "guide members sunday flock grey white early path hide <p> </p> <li> </li>", w, " ")
        while (len < n) { s = w[int(rand() * k) + 1] (rand() < .1 ? "\n" : " "); len += length(s); printf "%s", s }
    }' >"$www/$1"
}
blob() { head -c "$2" /dev/urandom >"$www/$1"; } # FILE BYTES: does not compress, like an image

text index.html 6120;          text about.html 3480;         text contact.html 2210
text visit.html 9050;          text robots.txt 118;          text sitemap.xml 4410
text feed.xml 18230;           text css/site.css 14870;      text css/print.css 930
text js/app.js 48310;          text js/map.js 131900;        text birds/index.html 7730
text birds/heron.html 12440;   text birds/egret.html 11020;  text birds/bittern.html 15870
text birds/kingfisher.html 9940; text birds/crane.html 13310
text trips/2024/spring.html 5210; text trips/2025/spring.html 6610; text trips/2025/autumn.html 4980
text members/index.html 5570;  text private/minutes.html 3000
text downloads/checklist.csv 81200
text api/sightings.json 23600; text api/species.json 8100;   text api/search.json 3900
text api/report.json 57800
blob favicon.ico 1150;         blob img/logo.png 5230;       blob img/heron.jpg 88400
blob img/egret.jpg 64100;      blob img/marsh-wide.jpg 412700; blob img/map.png 156300
blob downloads/field-guide.pdf 1843200; blob downloads/calls.zip 6291456
blob video/nest-cam.mp4 12582912
find "$www" -type f -exec touch -t 202503010900.00 {} +
modified='Sat, 01 Mar 2025 09:00:00 GMT'
printf 'ada:{PLAIN}wader\nmoss:{PLAIN}reed\n' >"$tmp/members.passwd"
awk 'BEGIN { for (i = 0; i < 90000; i++) printf "x" }' >"$tmp/too-big.body"
awk 'BEGIN { for (i = 0; i < 400; i++) printf "%s", "reed-count=12&" }' >"$tmp/form.body"

# ---------------------------------------------------------------- the server
token=$$-$(date +%s)
configure() { # PORT, and PORT + 1 for the backend that the first one proxies to
    cat >"$tmp/nginx.conf" <<EOF
daemon off;
pid $tmp/run/nginx.pid;
worker_processes 2;
error_log $tmp/run/error.log;
events { worker_connections 256; }
http {
    log_format forebay '\$remote_addr - \$remote_user [\$time_local] "\$request" \$status \$body_bytes_sent "\$http_referer" "\$http_user_agent" \$request_time';
    access_log off;
    client_body_temp_path $tmp/temp/body;
    proxy_temp_path $tmp/temp/proxy;
    fastcgi_temp_path $tmp/temp/fastcgi;
    uwsgi_temp_path $tmp/temp/uwsgi;
    scgi_temp_path $tmp/temp/scgi;
    types {
        text/html html; text/css css; application/javascript js; application/json json;
        text/plain txt; text/xml xml; text/csv csv; image/png png; image/jpeg jpg;
        image/x-icon ico; application/pdf pdf; application/zip zip; video/mp4 mp4;
    }
    default_type application/octet-stream;
    sendfile off;
    gzip on;
    gzip_types text/css application/javascript application/json text/xml text/csv;
    client_header_timeout 2s;
    client_body_timeout 2s;
    client_header_buffer_size 1k;
    large_client_header_buffers 4 1k;
    client_max_body_size 64k;
    limit_req_zone \$binary_remote_addr zone=per_client:1m rate=12r/s;
    limit_req_zone \$server_port zone=database:1m rate=90r/s;
    limit_req_zone \$server_port zone=reports:1m rate=4r/s;
    limit_req_status 429;
    split_clients \$request_id \$line_rate { 50% 8m; 30% 4m; * 1500k; }

    server {
        listen 127.0.0.1:$1 sndbuf=32k;
        server_name www.heron.example;
        access_log $tmp/run/access.log forebay;
        root $www;
        location / { }
        location = /old-home { return 301 /; }
        location /gallery/ { return 301 /birds/; }
        location = /join { return 302 /members/; }
        location = /winter-2019.html { return 410; }
        location /members/ { auth_basic members; auth_basic_user_file $tmp/members.passwd; }
        location /private/ { deny all; }
        location ~ /\\. { return 403; }
        location /maintenance/ { return 503; }
        location = /beacon { return 204; }
        location /downloads/ { limit_rate \$line_rate; }
        location /video/ { limit_rate \$line_rate; }
        location /api/ { proxy_pass http://127.0.0.1:$(($1 + 1))/; proxy_read_timeout 1500ms; }
        location /api/search { limit_req zone=per_client burst=9; proxy_pass http://127.0.0.1:$(($1 + 1))/search; }
        location = /api/export { return 500; }
    }
    server {
        listen 127.0.0.1:$(($1 + 1));
        root $www/api;
        error_page 405 =200 \$uri;
        location = /sightings { limit_req zone=database burst=200; try_files /sightings.json =404; }
        location = /species { try_files /species.json =404; }
        location = /search { limit_req zone=database burst=200; try_files /search.json =404; }
        location = /report { limit_req zone=reports burst=9; try_files /report.json =404; }
        location = /weather { return 444; }
        location = /token { return 200 $token; }
    }
}
EOF
}

[ -z "$as" ] || chown -R 65534:65534 "$tmp"
port=$((20000 + $$ % 20000))
tries=0
while :; do
    configure "$port"
    $as nginx -p "$tmp" -e "$tmp/run/error.log" -c "$tmp/nginx.conf" 2>"$tmp/start.err" &
    server=$!
    n=0
    while [ $n -lt 30 ] && kill -0 "$server" 2>/dev/null; do
        [ "$(curl -qs --max-time 1 "http://127.0.0.1:$((port + 1))/token" || :)" = "$token" ] && break 2
        n=$((n + 1)); sleep 0.1
    done
    stop
    tries=$((tries + 1)); port=$((port + 7))
    [ $tries -lt 10 ] || { echo "$0: nginx does not start:" >&2; cat "$tmp/start.err" >&2; exit 1; }
done
base=http://127.0.0.1:$port

# ---------------------------------------------------------------- the clients
# One session is one curl process: awk writes its requests as a curl configuration, and curl
# keeps the connection alive from one to the next.
cat >"$tmp/session.awk" <<'EOF'
function pick(list,  a, n) { n = split(list, a, "|"); return a[int(rand() * n) + 1] }
function chance(p) { return rand() < p }
function begin(path) {
    if (count++) print "next"
    print "url = \"" base path "\""
    print "output = \"/dev/null\"\nsilent\nglobless\npath-as-is\nmax-time = 9"
    print "interface = \"" from "\""
    if (agent != "curl") print "user-agent = \"" agent "\""
}
function opt(name, value) { print name " = \"" value "\"" }
function page() {
    return pick("/|/|/|/|/about.html|/visit.html|/visit.html|/contact.html|/birds/|/birds/|/birds/heron.html|" \
        "/birds/heron.html|/birds/egret.html|/birds/bittern.html|/birds/kingfisher.html|/birds/crane.html|" \
        "/trips/2024/spring.html|/trips/2025/spring.html|/trips/2025/autumn.html|/old-home|/gallery/" int(rand() * 40) "|" \
        "/birds|/members/|/join|/winter-2019.html|/birds/dodo.html")
}
function query() {
    if (chance(.75)) return ""
    return pick("?utm_source=newsletter&utm_campaign=spring|?ref=feed|?q=grey+heron|?lang=en|?lang=is|" \
        "?page=" int(rand() * 30) "|?q=caf%C3%A9%20walk|?sort=date&order=desc&limit=" 10 * int(1 + rand() * 9))
}
function browse(  visits, p, i, n, a, warm) {
    agent = pick("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|" \
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36|" \
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15|" \
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148|" \
        "Lynx/2.9.0 libwww-FM/2.14")
    last = pick("|http://search.example/?q=heron+marsh|http://news.example/local/reserve")
    warm = chance(.35)
    for (visits = 2 + int(rand() * 4); visits > 0; visits--) {
        p = page() query()
        begin(p); print "compressed"
        if (last) opt("referer", last)
        if (warm && chance(.5)) opt("header", "If-Modified-Since: " modified)
        last = "http://www.heron.example" p
        if (agent ~ /^Lynx/) continue
        n = split("/css/site.css /js/app.js /img/logo.png /favicon.ico /img/heron.jpg /img/egret.jpg /js/map.js /img/map.png /img/marsh-wide.jpg /api/species /api/sightings?near=marsh /beacon?t=" int(rand() * 1e6), a, " ")
        for (i = 1; i <= n; i++) {
            if (chance(i < 4 ? .3 : .68)) continue
            begin(a[i]); print "compressed"; opt("referer", last)
            if (warm && chance(.7)) opt("header", "If-Modified-Since: " modified)
            if (a[i] ~ /marsh-wide/ && chance(.5)) opt("limit-rate", pick("400k|900k|2M"))
        }
    }
}
function api(  i, n) {
    agent = pick("heron-sync/0.9.4|python-requests/2.32.3|okhttp/4.12.0|curl")
    user = pick("|ada|moss|field-team")
    for (n = 12 + int(rand() * 26); n > 0; n--) {
        i = rand()
        if (i < .38) begin("/api/sightings?species=" pick("heron|egret|bittern|crane|kingfisher") "&page=" 1 + int(rand() * 60))
        else if (i < .58) begin("/api/search?q=" pick("grey%20heron|egret|crane+pair|%22reed%20warbler%22|b%C3%AFttern") "&limit=" pick("5|20|100"))
        else if (i < .72) begin("/api/species?id=" int(rand() * 400))
        else if (i < .84) { begin("/api/sightings"); opt("data", "{\\\"species\\\":\\\"heron\\\",\\\"count\\\":" int(rand() * 40) "}"); opt("header", "Content-Type: application/json") }
        else if (i < .89) { begin("/api/report?year=" 2015 + int(rand() * 10)); }
        else if (i < .91) begin("/api/export?format=csv")
        else if (i < .93) begin("/api/weather?station=marsh")
        else if (i < .95) { begin("/api/sightings/" int(rand() * 9000)); opt("request", pick("DELETE|PATCH|GET")) }
        else if (i < .96) { begin("/api/sightings"); opt("data-binary", "@" tmp "/too-big.body") }
        else if (i < .98) { begin("/api/sightings?batch=1"); opt("data-binary", "@" tmp "/form.body"); opt("limit-rate", pick("8k|20k|60k")) }
        else { begin("/contact.html"); opt("data", "name=moss&message=hello") }
        if (user) opt("user", user ":" (chance(.9) ? "reed" : "wrong"))
    }
}
function crawl(  n) {
    agent = pick("examplebot/2.1 (+http://bot.example/about)|Mozilla/5.0 (compatible; indexer/1.0; +http://index.example/)|feedfetch/3.3 (12 subscribers)")
    begin("/robots.txt"); begin("/sitemap.xml")
    for (n = 25 + int(rand() * 25); n > 0; n--) {
        begin(chance(.12) ? "/feed.xml" : page() query())
        if (chance(.2)) print "head"
        if (chance(.3)) opt("header", "If-Modified-Since: " modified)
        if (chance(.04)) opt("header", "If-Unmodified-Since: Mon, 01 Jan 2024 00:00:00 GMT")
    }
}
function download(  n, a) {
    agent = pick("Wget/1.21.3|curl|VLC/3.0.20 LibVLC/3.0.20|aria2/1.37.0")
    for (n = 4 + int(rand() * 5); n > 0; n--) {
        begin(pick("/downloads/field-guide.pdf|/downloads/field-guide.pdf|/downloads/checklist.csv|/downloads/calls.zip|/video/nest-cam.mp4|/downloads/missing.tar.gz"))
        a = int(rand() * 1500000)
        if (chance(.6)) opt("range", pick("0-1023|" a "-" a + 300000 "|-65536|" a "-" a + 900000 "|0-99,500-599"))
        else if (chance(.06)) opt("range", "99000000-")
        else if (chance(.3)) opt("limit-rate", pick("1M|3M"))
        else if (chance(.15)) opt("max-time", pick("0.3|0.6"))
    }
}
function scan(  n) {
    agent = pick("Mozilla/5.0 zgrab/0.x|masscan/1.3|sqlmap/1.8 (made-up)|-")
    for (n = 15 + int(rand() * 15); n > 0; n--) {
        begin(pick("/wp-login.php|/.env|/.git/config|/phpmyadmin/index.php?lang=en|/admin/|/cgi-bin/test.cgi|/private/|/private/minutes.html|" \
            "/img/|/downloads/|/index.php?id=1%27%20OR%20%271%27=%271|/search?q=<script>alert(1)</script>|/maintenance/login|/../../etc/passwd|" \
            "/%2e%2e/%2e%2e/etc/passwd|/backup-" 2015 + int(rand() * 10) ".zip|/a%00b|/members/|//birds//heron.html|/;jsessionid=" int(rand() * 1e9)))
        if (chance(.2)) opt("request", pick("POST|OPTIONS|TRACE|PROPFIND|PUT|BREW"))
        else if (chance(.15)) print "head"
        if (chance(.08)) opt("user", pick("admin:admin|root:toor"))
    }
}
function watch(  n) {
    agent = "heron-monitor/1.0"
    for (n = 20; n > 0; n--) {
        begin(pick("/beacon?probe=1|/|/api/species?probe=1|/maintenance/status"))
        if (chance(.4)) print "head"
    }
}
function burst(  n) {
    agent = pick("heron-sync/0.9.4|Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0|ApacheBench/2.3")
    for (n = 24 + int(rand() * 20); n > 0; n--)
        begin(chance(.45) ? "/api/search?q=heron&page=" n : chance(.6) ? "/api/sightings?page=" n : chance(.15) ? "/api/report?year=" 2000 + n : "/birds/heron.html?n=" n)
}
function giveup(  n) {
    agent = "impatient/0.1"
    for (n = 6; n > 0; n--) { begin(pick("/api/report?full=1|/video/nest-cam.mp4|/api/search?q=slow")); opt("max-time", pick("0.05|0.12|0.25|0.4")) }
}
BEGIN {
    srand(seed * 1000 + session); rand()
    # A few clients come often and most of them rarely.
    from = "127.0.0." 2 + int(60 * rand() ^ 2.2)
    kind = session % 25
    if (kind < 12) browse()
    else if (kind < 17) api()
    else if (kind < 18) crawl()
    else if (kind < 20) download()
    else if (kind < 21) scan()
    else if (kind < 22) watch()
    else if (kind < 24) burst()
    else giveup()
}
EOF

raw() { # FROM: standard input, as it is, to the plain port
    curl -qs --interface "$1" --max-time 4 "telnet://127.0.0.1:$port" >/dev/null 2>&1 || :
}
ask() { # FROM PATH [CURL OPTION...]
    from=$1; path=$2; shift 2
    curl -qs -g --path-as-is --interface "$from" --max-time 4 -o /dev/null "$@" "$base$path" || :
}
odd() { # ROUND: requests that no well-behaved client sends
    a=127.0.0.$((70 + $1)); b=127.0.0.$((80 + $1))
    long=$(awk -v n=$((1100 + 90 * $1)) 'BEGIN { for (i = 0; i < n; i++) printf "%s", substr("marsh/", i % 6 + 1, 1) }')
    curl -qsk --interface "$a" --max-time 4 "https://127.0.0.1:$port/" >/dev/null 2>&1 || :
    ask "$a" /h2 --http2-prior-knowledge
    ask "$b" "/$long"
    ask "$b" / -H "Cookie: $long"
    ask "$b" "/birds/?q=$(printf 'caf\303\251')" -A "$(printf 'na\303\257ve agent')" -e "$(printf 'http://caf\303\251.example/')"
    ask "$b" '/search?name="heron"&path=C:\marsh' -A 'odd "quoted" \agent\' -e 'http://x.example/"'
    ask "$a" / -A '' -H 'Host:'
    ask "$a" / -H 'User-Agent;' -H 'Referer;'
    ask "$a" /members/ -u 'field team:reed'
    ask "$b" /members/ -u '[ops] "on call":reed'
    ask "$a" / -X get
    ask "$b" /api/sightings -X POST -H 'Content-Length: many'
    curl -qs --interface "$a" --max-time 4 -x "$base" -o /dev/null http://elsewhere.invalid/index.html || :
    curl -qs --interface "$a" --max-time 4 -x "$base" -p -o /dev/null http://mail.invalid:25/ || :
    printf 'GET /about.html\r\n' | raw "$a"
    printf '\r\n\r\nHEAD / HTTP/1.0\r\n\r\n' | raw "$b"
    printf '\003\000\000\023\016\340\000\000\000\000\000\001\000\010\000\003\000\000\000\r\n' | raw "$a"
    printf 'SSH-2.0-scan_%s\r\n' "$1" | raw "$b"
    printf '\000\001\002\033[31m\177\t"\\\n' | raw "$a"
    printf 'GET / HTTP/9.9\r\n\r\n' | raw "$b"
    printf 'GET /two words here HTTP/1.1\r\nHost: x\r\n\r\n' | raw "$b"
    printf 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n' | raw "$a"
    printf '*1\r\n$4\r\nPING\r\n' | raw "$b"
    # Half a request and then silence, until the server or the client gives up.
    printf 'GET /visit.html HTTP/1.1\r\nHost: www.heron' | raw "$a"
    { printf 'POST /api/sightings HTTP/1.1\r\nHost: www.heron.example\r\nContent-Length: 50\r\n\r\nspecies='; sleep 3; } | raw "$b"
}

began=$(date +%s)
sessions=275
worker() {
    s=$1
    while [ "$s" -lt "$sessions" ] && [ $(($(date +%s) - began)) -lt 150 ]; do
        awk -v seed="$SEED" -v session="$s" -v base="$base" -v tmp="$tmp" -v modified="$modified" \
            -f "$tmp/session.awk" >"$tmp/session.$s"
        together=
        case $((s % 25)) in 22 | 23) together="--parallel --parallel-max 24" ;; esac
        # shellcheck disable=SC2086
        curl -q $together -K "$tmp/session.$s" >/dev/null 2>&1 || :
        s=$((s + WORKERS))
    done
}
w=0
while [ $w -lt $WORKERS ]; do worker $w & pids="$pids $!"; w=$((w + 1)); done
for r in 1 2 3 4; do odd $r; done >/dev/null 2>&1 &
pids="$pids $!"
for p in $pids; do wait "$p" || :; done
pids=
stop

# ---------------------------------------------------------------- the result
bytes=$(wc -c <"$tmp/run/access.log")
lines=$(wc -l <"$tmp/run/access.log")
echo "$lines lines, $bytes bytes, $(($(date +%s) - began)) seconds, $(nginx -v 2>&1)"
[ "$bytes" -le $LIMIT_BYTES ] || { echo "$0: more than $LIMIT_BYTES bytes, not kept" >&2; exit 1; }
cp "$tmp/run/access.log" "$out"
