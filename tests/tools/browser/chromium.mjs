// Debian's Chromium, without the features that use the network on their own.
import { chromium } from 'playwright-core';

const args = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export async function withBrowser(use) {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

export function required(name) {
  const value = process.env[name];
  if (!value) throw new Error(`the environment variable ${name} is missing`);
  return value;
}
