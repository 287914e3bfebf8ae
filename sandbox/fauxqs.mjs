// Runs fauxqs (S3 and SQS) on a free port of 127.0.0.1 until standard input ends.
// Its own start function listens on every interface, so the application is built and bound here.
import { pathToFileURL } from "node:url";

const [modulePath, region] = process.argv.slice(2);
const module = pathToFileURL(modulePath);
const { buildApp } = await import(module.href);
const { SqsStore } = await import(new URL("sqs/sqsStore.js", module).href);

// Ctrl-C and a closed terminal reach the whole process group; the parent stops its children in order.
for (const signal of ["SIGINT", "SIGHUP"]) {
  process.on(signal, () => {});
}

// Without a host of its own it makes a queue's URL from the request's, which is the gateway's.
const sqsStore = new SqsStore();
sqsStore.host = "";

const app = buildApp({ logger: false, defaultRegion: region, stores: { sqsStore } });

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
