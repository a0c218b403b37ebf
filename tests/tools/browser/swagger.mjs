// Executes every operation of the document in Swagger UI: "Try it out" and "Execute", without editing the form, must
// show a 2xx status that the operation documents.
//
// GLEANER_URL, GLEANER_TOKEN   the server, with the sample imported, and an admin's token
import { required, withBrowser } from './chromium.mjs';

const server = required('GLEANER_URL');
const token = required('GLEANER_TOKEN');
const deadline = 20_000;
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

async function operations() {
  const answer = await fetch(`${server}/api-docs/openapi.json`);
  const document = await answer.json();
  return Object.entries(document.paths).flatMap(([path, item]) =>
    methods
      .filter((method) => item[method])
      .map((method) => ({ method, path, documented: Object.keys(item[method].responses) })),
  );
}

async function authorize(page) {
  await page.locator('.auth-wrapper .btn.authorize').first().click();
  const dialog = page.locator('.dialog-ux');
  await dialog.locator('input[type="text"], input[type="password"]').first().fill(token);
  await dialog.locator('button.authorize[type="submit"]').first().click();
  await dialog.locator('button', { hasText: 'Logout' }).first().waitFor();
  await dialog.locator('.btn-done').first().click();
}

/** The block of an operation, by its exact path: `/a` is also a prefix of `/a/b`. */
function blockOf(page, { method, path }) {
  const label = page.locator(`.opblock-summary-path[data-path="${path}"], .opblock-summary-path__deprecated[data-path="${path}"]`);
  return page.locator(`.opblock.opblock-${method}, .opblock.opblock-deprecated`).filter({ has: label })
    .filter({ has: page.locator('.opblock-summary-method', { hasText: new RegExp(`^${method}$`, 'i') }) });
}

/** Executes the form unchanged. Returns the status that is shown, or why there is none. */
async function execute(page, block) {
  await block.locator('.opblock-summary-control').click();
  const tryOut = block.locator('.try-out__btn');
  await tryOut.waitFor();
  // With `tryItOutEnabled` the form is open already, and the button says Cancel.
  if ((await tryOut.innerText()).startsWith('Try it out')) await tryOut.click();
  await block.locator('.btn.execute').click();
  const shown = block.locator('.live-responses-table .response .response-col_status').first();
  const invalid = block.locator('.invalid');
  await shown.or(invalid.first()).first().waitFor();
  if (await shown.count()) return { status: (await shown.innerText()).trim().split(/\s/)[0] };
  const rows = block.locator('[data-param-name]').filter({ has: page.locator('.invalid') });
  const names = await rows.evaluateAll((found) => found.map((row) => row.dataset.paramName));
  return { problem: `the form has no valid value for ${names.join(', ') || 'the body'}` };
}

function verdict({ status, problem }, documented) {
  if (problem) return problem;
  if (!/^2\d\d$/.test(status)) return `returned ${status}`;
  if (!documented.includes(status) && !documented.includes('2XX')) return `returned ${status}, not documented`;
  return null;
}

/** Includes the response, since the status does not say what is wrong with an example. */
async function complaint(block) {
  const body = await block.locator('.live-responses-table .response-col_description .microlight, .live-responses-table pre')
    .first().innerText({ timeout: 1000 }).catch(() => '');
  const text = body.match(/"(?:error|detail)":\s*"([^"]*)"/)?.[1] ?? body.slice(0, 200);
  return text && `: ${text.replace(/\s+/g, ' ')}`;
}

async function checkOperation(page, operation) {
  const block = blockOf(page, operation);
  let problem;
  try {
    problem = verdict(await execute(page, block), operation.documented);
    if (problem?.startsWith('returned')) problem += await complaint(block);
    // Each open block makes the page slower.
    await block.locator('.opblock-summary-control').click();
  } catch (error) {
    problem = String(error).split('\n')[0];
  }
  const name = `${operation.method.toUpperCase()} ${operation.path}`;
  console.log(problem ? `failed  ${name}: ${problem}` : `ok      ${name}`);
  return !problem;
}

const wanted = await operations();
let passed = 0;
await withBrowser(async (browser) => {
  const page = await browser.newPage();
  page.setDefaultTimeout(deadline);
  await page.goto(`${server}/docs/`);
  await page.locator('.opblock').first().waitFor();
  const listed = await page.locator('.opblock').count();
  if (listed !== wanted.length) throw new Error(`the page lists ${listed} operations, the document ${wanted.length}`);
  await authorize(page);
  for (const operation of wanted) {
    if (await checkOperation(page, operation)) passed += 1;
  }
});
console.log(`swagger: ${passed} passed, ${wanted.length - passed} failed`);
process.exitCode = passed === wanted.length ? 0 : 1;
