// What the Node drivers share: see stranger.py. No project code, no packages.
'use strict'

const { SANDBOX } = process.env
const APP = 'sandbox-client'
const SECRET = 'sandbox-secret'
const BACK = 'https://winkel.example/exact/callback'
const DIVISION = 3000001

/** A person opens the address the client made, and says yes. Gives the code, URL-decoded. */
async function agree (url) {
  const asked = new URL(url)
  const page = await (await fetch(SANDBOX + asked.pathname + asked.search)).text()
  const form = new URLSearchParams({ decision: 'allow', division: String(DIVISION) })
  for (const [, name, value] of page.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)) form.set(name, value)
  const answer = await fetch(SANDBOX + '/api/oauth2/auth', { method: 'POST', body: form, redirect: 'manual' })
  return new URL(answer.headers.get('location')).searchParams.get('code')
}

/** Exact's clock goes on; the client's own does not. */
async function later (seconds) {
  const headers = { 'Content-Type': 'application/json' }
  await fetch(SANDBOX + '/_sandbox/clock', { method: 'POST', headers, body: JSON.stringify({ advance: seconds }) })
}

/** Each step is tried; what it gave or how it failed is printed as JSON at the end. */
async function run (client, version, steps) {
  const said = { client, version, steps: {}, failed: {} }
  for (const [name, work] of Object.entries(steps)) {
    try {
      said.steps[name] = (await work()) ?? null
    } catch (error) {
      said.failed[name] = String(error).slice(0, 1500)
    }
  }
  process.stdout.write('\n' + JSON.stringify(said) + '\n', () => process.exit(0))
}

module.exports = { APP, SECRET, BACK, DIVISION, agree, later, run }
