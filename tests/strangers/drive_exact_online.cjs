// npm exact-online: the Netherlands are written into its code; routed by route.cjs.
'use strict'

const { createClient } = require('exact-online')
const { APP, SECRET, BACK, DIVISION, agree, later, run } = require(process.env.STRANGER)

const client = createClient({ clientId: APP, clientSecret: SECRET, redirectUri: BACK })
const made = {}

/** One call of the client as a promise; it knows no errors but those of the network, so an Exact error is thrown here. */
const ask = (work) => new Promise((resolve, reject) => {
  work((error, answer) => error || answer?.error ? reject(error || new Error(JSON.stringify(answer.error))) : resolve(answer))
})
const send = (path, method, params, data) =>
  ask((done) => client.sendRequest(`/v1/${DIVISION}/${path}`, method, params, data, done))

run('exact-online', require('exact-online/package.json').version, {
  async login () {
    const code = await agree(client.authUrl(BACK))
    await ask((done) => client.authorize(code, done))
    const me = await ask((done) => client.sys.me(done))
    client.setDivision(me.d.results[0].CurrentDivision)
    return client.oauth.refreshToken
  },
  async refresh () {
    const before = client.oauth.refreshToken
    await later(575)
    await ask((done) => client.refreshToken(done))
    return { before, after: client.oauth.refreshToken }
  },
  async list () {
    const answer = await send('financial/Journals', 'GET', null, null)
    return { of: 'financial/Journals', codes: answer.d.results.map((one) => one.Code) }
  },
  async filter () {
    const answer = await send('crm/Accounts', 'GET', { $filter: "Name eq 'Klant 042'", $select: 'ID' }, null)
    return answer.d.results.map((one) => one.ID)
  },
  async page () {
    const found = []
    let params = { $filter: "Status eq 'C'", $select: 'ID' }
    while (params) { // it leaves following __next to its caller
      const { d } = await send('crm/Accounts', 'GET', params, null)
      found.push(...d.results.map((one) => one.ID))
      params = d.__next && Object.fromEntries(new URL(d.__next).searchParams)
    }
    return found
  },
  async create () {
    const sent = { Name: 'Nieuwe klant', Status: 'C', Email: 'nieuw@klant.example' }
    const { d } = await ask((done) => client.crm.createAccount(sent, done))
    made.ID = d.ID
    return { id: d.ID, name: d.Name }
  },
  update: () => send(`crm/Accounts(guid'${made.ID}')`, 'PUT', null, { City: 'Zwolle' })
})
