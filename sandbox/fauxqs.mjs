// Runs fauxqs (S3 and SQS) on a free port of 127.0.0.1 until standard input ends.
// Its own start function listens on every interface, so the application is built and bound here.
import { pathToFileURL } from "node:url";

const [modulePath, region] = process.argv.slice(2);
const module = pathToFileURL(modulePath);
const { buildApp } = await import(module.href);
const { SqsStore } = await import(new URL("sqs/sqsStore.js", module).href);
const { S3Store } = await import(new URL("s3/s3Store.js", module).href);

// Ctrl-C and a closed terminal reach the whole process group; the parent stops its children in order.
for (const signal of ["SIGINT", "SIGHUP"]) {
  process.on(signal, () => {});
}

// Without a host of its own it makes a queue's URL from the request's, which is the gateway's.
const sqsStore = new SqsStore();
sqsStore.host = "";

// S3 lists keys in the order of their UTF-8 bytes. fauxqs sorts by language and pages by UTF-16 units, so that its pages lose keys.
class OrderedS3Store extends S3Store {
  listObjects(bucket, options) {
    if (options?.delimiter || !this.buckets.has(bucket)) {
      return super.listObjects(bucket, options);
    }
    const after = options?.startAfter ?? options?.marker ?? "";
    const found = Array.from(this.buckets.get(bucket).values())
      .filter((object) => object.key.startsWith(options?.prefix ?? "") && (!after || compareKeys(object.key, after) > 0))
      .sort((one, other) => compareKeys(one.key, other.key));
    const objects = found.slice(0, options?.maxKeys ?? 1000);
    return { objects, commonPrefixes: [], isTruncated: found.length > objects.length };
  }
}

// By code point, which is the order of the bytes.
function compareKeys(one, other) {
  const length = Math.min(one.length, other.length);
  for (let n = 0; n < length; n++) {
    if (one.charCodeAt(n) !== other.charCodeAt(n)) {
      return rank(one.charCodeAt(n)) - rank(other.charCodeAt(n));
    }
  }
  return one.length - other.length;
}

function rank(unit) {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit;
}

const app = buildApp({ logger: false, defaultRegion: region, stores: { sqsStore, s3Store: new OrderedS3Store() } });

// An object is bytes whatever its content type says, and none at all is an empty object; fauxqs parses two types and stumbles over none.
const parsed = ["application/x-www-form-urlencoded", "application/x-amz-json-1.0"];
app.addHook("onRequest", (request, _reply, done) => {
  if (request.method === "PUT" && parsed.some((type) => request.headers["content-type"]?.startsWith(type))) {
    request.headers["content-type"] = "binary/octet-stream";
  }
  done();
});
app.addHook("preHandler", (request, _reply, done) => {
  if (request.method === "PUT") {
    request.body ??= Buffer.alloc(0);
  }
  done();
});

await app.listen({ host: "127.0.0.1", port: 0 });
console.log(JSON.stringify({ port: app.server.address().port }));

process.stdin.resume();
process.stdin.on("end", async () => {
  await app.close();
  process.exit(0);
});
