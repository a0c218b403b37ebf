// Tests against a running server: clients/test starts it and sets these variables.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { before, test } from "node:test";
import { createGleanerClient, waitForImport, type ImportStatus } from "@gleaner/client";

const client = createGleanerClient(server("GLEANER_URL", "GLEANER_TOKEN"));
// This server accepts one import per hour from a user.
const limited = createGleanerClient(server("GLEANER_LIMITED_URL", "GLEANER_LIMITED_TOKEN"));

function server(url: string, token: string): { baseUrl: string; token: string } {
  return { baseUrl: variable(url), token: variable(token) };
}

function variable(name: string): string {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
}

/** A new file with a question, its answer, and a row without text. */
function newFile(header = "id,conversationId,body,direction,from,to,createdAt"): string {
  const id = randomUUID();
  const [customer, operator] = ["+15065550101", "+19025550100"];
  return [
    header,
    `A${id},C${id},Can I bring my own clubs?,incoming,${customer},${operator},2025-09-02T13:51:14Z`,
    `B${id},C${id},Please do bring your own clubs.,outgoing,${operator},${customer},2025-09-02T13:52:40Z`,
    `D${id},C${id},,incoming,${customer},${operator},2025-09-02T13:53:00Z`,
  ].join("\n");
}

async function importPasted(csvData: string): Promise<ImportStatus> {
  const { data, error } = await client.POST("/api/patterns/import/csv", { body: { csvData } });
  assert.ok(data, error?.error);
  return waitForImport(client, data.jobId);
}

// The file and the job that most tests use.
const imported = newFile();
let jobId: string;

before(async () => {
  const job = await importPasted(imported);
  assert.equal(job.status, "completed");
  assert.equal(job.totalMessages, 2);
  jobId = job.id;
});

test("a form is imported completely", async () => {
  const file = new File([newFile()], "export.csv", { type: "text/csv" });
  const { data, response } = await client.POST("/api/patterns/import/csv", { body: { file } });
  assert.ok(data);
  assert.equal(response.status, 202);
  assert.equal(data.success, true);
  assert.equal(data.status, "pending");
  assert.equal(response.headers.get("Location"), `/api/patterns/import/status/${data.jobId}`);
  const job = await waitForImport(client, data.jobId);
  assert.equal(job.status, "completed");
  assert.equal(job.conversationsAnalyzed, job.conversationsFound);
  assert.equal(job.job.id, data.jobId);
  assert.notEqual(job.completedAt, null);
});

test("a file without a name is sent with a name", async () => {
  const { data, error } = await client.POST("/api/patterns/import/csv", { body: { file: new Blob([newFile()]) } });
  assert.ok(data, error?.error);
});

test("a raw body is imported completely", async () => {
  const { data, error } = await client.POST("/api/patterns/import/csv", { body: new Blob([newFile()]) });
  assert.ok(data, error?.error);
  const job = await waitForImport(client, data.jobId);
  assert.equal(job.status, "completed");
});

test("the history has the job", async () => {
  const { data } = await client.GET("/api/patterns/import/history");
  assert.ok(data);
  const row = data.imports.find((row) => row.id === jobId);
  assert.equal(row?.status, "completed");
  assert.equal(row.conversations_found, 1);
});

test("the report names the row without text", async () => {
  const { data } = await client.GET("/api/patterns/import/report/{jobId}", { params: { path: { jobId } } });
  assert.ok(data);
  assert.equal(data.jobId, jobId);
  assert.equal(data.entries[0]?.line, 4);
});

test("the report is also available as CSV", async () => {
  const { data, error } = await client.GET("/api/patterns/import/report/{jobId}/csv", {
    params: { path: { jobId } },
    parseAs: "text",
  });
  assert.ok(data, error?.error);
  const lines: string[] = data.trim().split("\n");
  assert.match(lines[0] ?? "", /^line,/);
  assert.match(lines[1] ?? "", /^4,/);
});

test("patterns are listed, counted and shown one by one", async () => {
  const list = await client.GET("/api/patterns");
  const pattern = list.data?.patterns[0];
  assert.ok(pattern);
  assert.equal(list.data?.count, list.data?.patterns.length);

  const one = await client.GET("/api/patterns/{id}", { params: { path: { id: pattern.id } } });
  assert.equal(one.data?.pattern.trigger_text, pattern.trigger_text);

  const { pattern_type } = pattern;
  const some = await client.GET("/api/patterns", { params: { query: { pattern_type } } });
  assert.ok(some.data?.patterns.every((pattern) => pattern.pattern_type === pattern_type));

  const stats = await client.GET("/api/patterns/stats");
  assert.ok(stats.data);
  assert.ok(stats.data.overview.total_patterns > 0);
  assert.ok(stats.data.by_type.some((type) => type.pattern_type === pattern_type));
});

test("a message is matched with the patterns", async () => {
  const { data, error } = await client.POST("/api/patterns/test", {
    body: { message: "Do I need to bring my own clubs?" },
  });
  assert.ok(data, error?.error);
  assert.ok(data.result.pattern);
  assert.ok(data.result.confidence > 0.5);
});

test("a preview stores nothing", async () => {
  const csvData = newFile();
  const { data, error } = await client.POST("/api/patterns/import/preview", { body: { csvData } });
  assert.ok(data, error?.error);
  assert.equal(data.totalMessages, 2);
  assert.equal(data.conversationsFound, 1);
  assert.equal((await importPasted(csvData)).status, "completed");
});

test("columns with other names are mapped", async () => {
  const csvData = newFile("id,conversationId,Nachricht,direction,from,to,createdAt");
  const { error } = await client.POST("/api/patterns/import/preview", { body: { csvData } });
  assert.ok(error?.code === "INVALID_FORMAT");
  assert.ok(error.details.missingColumns?.includes("body"));
  const { data } = await client.POST("/api/patterns/import/preview", {
    body: { csvData, columnMap: { body: "Nachricht" } },
  });
  assert.equal(data?.conversationsFound, 1);
  const raw = await client.POST("/api/patterns/import/preview", {
    params: { query: { columnMap: JSON.stringify({ body: "Nachricht" }) } },
    body: new Blob([csvData]),
  });
  assert.equal(raw.data?.conversationsFound, 1);
});

test("a duplicate file is a 409 that names the job", async () => {
  const { error, response } = await client.POST("/api/patterns/import/csv", { body: { csvData: imported } });
  assert.equal(response.status, 409);
  assert.ok(error?.code === "DUPLICATE_FILE");
  assert.equal(error.success, false);
  assert.equal(error.details.jobId, jobId);
});

test("an unknown job is a 404", async () => {
  const { error, response } = await client.GET("/api/patterns/import/status/{jobId}", {
    params: { path: { jobId: randomUUID() } },
  });
  assert.equal(response.status, 404);
  assert.equal(error?.code, "NOT_FOUND");
});

test("a bad token is a 401", async () => {
  const unauthenticated = createGleanerClient({ baseUrl: variable("GLEANER_URL"), token: "none" });
  const { error, response } = await unauthenticated.GET("/api/patterns");
  assert.equal(response.status, 401);
  assert.equal(error?.code, "UNAUTHORIZED");
});

test("the second import within an hour is a 429 with Retry-After", async () => {
  const first = await limited.POST("/api/patterns/import/csv", { body: { csvData: newFile() } });
  assert.equal(first.response.status, 202);
  const { error, response } = await limited.POST("/api/patterns/import/csv", { body: { csvData: newFile() } });
  assert.equal(response.status, 429);
  assert.equal(error?.code, "RATE_LIMITED");
  assert.ok(Number(response.headers.get("Retry-After")) > 0);
});

test("the service is live and ready", async () => {
  const live = await client.GET("/health/live");
  const ready = await client.GET("/health/ready");
  assert.equal(live.response.status, 200);
  assert.equal(ready.response.status, 200);
});
