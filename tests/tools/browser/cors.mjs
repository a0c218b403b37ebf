// The admin page's calls, made by a browser from another origin.
//
// GLEANER_URL, GLEANER_TOKEN   the server, and an admin's token
// PAGE_PORT                    the port of the page whose origin the server allows
// PAGE_IMPORTS                 how many imports per hour the server accepts from this user
// SAMPLE                       an export that this user may import
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { required, withBrowser } from './chromium.mjs';

const server = required('GLEANER_URL');
const token = required('GLEANER_TOKEN');
const allowedImports = Number(required('PAGE_IMPORTS'));
const sample = readFileSync(required('SAMPLE'), 'utf8');
const deadline = 60_000;
let passed = 0;
let failed = 0;

function check(what, holds, seen) {
  if (holds) passed += 1;
  else failed += 1;
  console.log(`${holds ? 'ok    ' : 'failed'}  ${what}${holds ? '' : `: ${JSON.stringify(seen)}`}`);
}

/** An empty page; port 0 is any free port. */
function servePage(port) {
  const page = createServer((_, response) => {
    response.setHeader('Content-Type', 'text/html').end('<!doctype html><title>page</title>');
  });
  return new Promise((resolve, reject) => {
    page.once('error', reject).listen(port, '127.0.0.1', () => resolve(page));
  });
}

async function open(browser, page) {
  const tab = await browser.newPage();
  await tab.goto(`http://127.0.0.1:${page.address().port}/`);
  return tab;
}

/** Runs in the page. `form` is sent as a form with a file. Omits what the page may not read. */
async function callInPage({ url, method, headers, body, form, timeout }) {
  if (form !== undefined) {
    body = new FormData();
    body.append('file', new File([form], 'export.csv', { type: 'text/csv' }));
  }
  try {
    const signal = AbortSignal.timeout(timeout);
    const response = await fetch(url, { method, headers, body, signal, credentials: 'include', cache: 'no-store' });
    const text = await response.text();
    let json = null;
    try {
      json = JSON.parse(text);
    } catch {}
    return { status: response.status, headers: Object.fromEntries(response.headers), json };
  } catch (error) {
    return { rejected: String(error) };
  }
}

/** A call of the page. A write has the headers that the page adds to writes. */
function call(tab, method, path, { headers = {}, ...rest } = {}) {
  const own = { Authorization: `Bearer ${token}`, 'X-Request-Id': crypto.randomUUID() };
  if (method !== 'GET') {
    own['X-CSRF-Token'] = 'csrf';
    own['Idempotency-Key'] = crypto.randomUUID();
  }
  const request = { url: server + path, method, headers: { ...own, ...headers }, timeout: deadline, ...rest };
  return tab.evaluate(callInPage, request);
}

function rateLimitHeaders(response) {
  return Object.keys(response.headers ?? {}).filter((name) => name.startsWith('ratelimit'));
}

function checkAccepted(what, response) {
  check(`${what}: 202 with a jobId`, response.status === 202 && response.json?.success && response.json?.jobId, response);
  check(`${what}: Location can be read`, response.headers?.location?.includes(response.json?.jobId), response.headers);
}

/** Every upload differs from the sample and from the others, since a known file is refused. */
async function checkUploads(tab) {
  const uploads = [
    ['a form to import-csv', '/api/patterns/import-csv', { form: `${sample}\n` }],
    ['JSON to import-csv', '/api/patterns/import-csv', json({ csvData: `${sample}\n\n` })],
    ['text/csv to import/csv', '/api/patterns/import/csv', csv(`${sample}\n\n\n`)],
  ];
  const responses = [];
  for (const [what, path, request] of uploads) {
    responses.push(await call(tab, 'POST', path, request));
    checkAccepted(what, responses.at(-1));
  }
  return responses;
}

function json(value) {
  return { body: JSON.stringify(value), headers: { 'Content-Type': 'application/json' } };
}

function csv(body) {
  return { body, headers: { 'Content-Type': 'text/csv' } };
}

/** Polls the job as the page does, until it is final. */
async function checkStatus(tab, jobId) {
  const path = `/api/patterns/import/status/${jobId}`;
  const end = Date.now() + deadline;
  let response = await call(tab, 'GET', path);
  while (['pending', 'processing'].includes(response.json?.status) && Date.now() < end) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    response = await call(tab, 'GET', path);
  }
  const { status, job, success } = response.json ?? {};
  check('status: completed', status === 'completed', response);
  check('status: the same under job', success === true && job?.status === status && job?.id === jobId, response);
  const again = await call(tab, 'GET', path, { headers: { 'If-None-Match': '"none"' } });
  check('status with If-None-Match: 200', again.status === 200, again);
}

async function checkReads(tab) {
  const list = await call(tab, 'GET', '/api/patterns?limit=200');
  check('list with limit=200: 200', list.status === 200 && Array.isArray(list.json?.patterns), list);
  check('list: RateLimit headers can be read', rateLimitHeaders(list).length > 0, list.headers);
  const history = await call(tab, 'GET', '/api/patterns/import/history');
  check('history: 200', history.status === 200 && Array.isArray(history.json?.imports), history);
  const stats = await call(tab, 'GET', '/api/patterns/stats', { headers: { 'Last-Event-ID': '1' } });
  check('stats, with Last-Event-ID: 200', stats.status === 200 && stats.json?.success === true, stats);
}

/** The page shows the `error` of every refusal, so it must be able to read each. */
async function checkRefusals(tab) {
  const refusals = [
    ['a bad token', [401], 'GET', '/api/patterns', { headers: { Authorization: 'Bearer wrong' } }],
    ['an unknown path', [404], 'GET', '/api/patterns/import/nothing-here/at/all', {}],
    ['an unknown pattern', [404, 405], 'PUT', '/api/patterns/2000000000', withMatch(json({ is_active: true }))],
    ['an unknown pattern', [404, 405], 'DELETE', '/api/patterns/2000000000', {}],
    ['a known file', [409], 'POST', '/api/patterns/import-csv', { form: `${sample}\n` }],
  ];
  for (const [what, statuses, method, path, request] of refusals) {
    const response = await call(tab, method, path, request);
    const readable = statuses.includes(response.status) && response.json?.error;
    check(`${what} (${method}): ${statuses.join(' or ')} with error`, readable, response);
  }
}

function withMatch(request) {
  return { ...request, headers: { ...request.headers, 'If-Match': '"1"' } };
}

/** Uploads until the hourly limit is reached; `used` imports were accepted before. */
async function checkQuota(tab, used) {
  let response;
  for (let next = used; next <= allowedImports; next += 1) {
    response = await call(tab, 'POST', '/api/patterns/import-csv', { form: sample + '\n'.repeat(10 + next) });
  }
  check('one import too many: 429 with error', response.status === 429 && response.json?.error, response);
  check('one import too many: Retry-After can be read', Number(response.headers?.['retry-after']) > 0, response.headers);
}

async function checkUnlisted(tab) {
  const reads = [
    ['GET', '/api/patterns', {}],
    ['GET', '/health/live', { plain: true }],
    ['GET', '/api-docs/openapi.json', { plain: true }],
    ['POST', '/api/patterns/import/preview', { form: sample }],
  ];
  for (const [method, path, { plain, form }] of reads) {
    // A plain request needs no preflight, so the browser sends it; the response must still be unreadable.
    const response = plain
      ? await tab.evaluate(callInPage, { url: server + path, method, headers: {}, timeout: deadline })
      : await call(tab, method, path, { form });
    check(`an unlisted origin cannot read ${method} ${path}`, Boolean(response.rejected), response);
  }
}

const listed = await servePage(Number(required('PAGE_PORT')));
const unlisted = await servePage(0);
try {
  await withBrowser(async (browser) => {
    const tab = await open(browser, listed);
    const uploads = await checkUploads(tab);
    if (uploads[0].json?.jobId) await checkStatus(tab, uploads[0].json.jobId);
    await checkReads(tab);
    await checkRefusals(tab);
    await checkQuota(tab, uploads.filter((response) => response.status === 202).length);
    await checkUnlisted(await open(browser, unlisted));
  });
} finally {
  listed.close();
  unlisted.close();
}
console.log(`cors: ${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
