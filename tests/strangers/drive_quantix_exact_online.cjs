// npm @quantix-ict/exact-online: the Netherlands are written into its code; routed by route.cjs.
'use strict'

const path = require('node:path')
const { Exact } = require('@quantix-ict/exact-online')
const { APP, SECRET, BACK, DIVISION, agree, later, run } = require(process.env.STRANGER)

const exact = new Exact({ clientId: APP, clientSecret: SECRET, redirectUri: BACK })
const division = String(DIVISION)
const made = {}
const folder = path.join(process.cwd(), 'node_modules/@quantix-ict/exact-online/package.json')

run('@quantix-ict/exact-online', require(folder).version, {
  async login () {
    await exact.connect(await agree(exact.getLoginUrl({})))
    if (await exact.getCurrentDivision() !== DIVISION) throw new Error('another division')
    return exact.getRefreshToken()
  },
  async refresh () {
    const before = exact.getRefreshToken()
    await later(601) // its token is dead; the client learns it from the 401 and refreshes by itself
    await exact.request({ endpoint: '/financial/Journals', division })
    return { before, after: exact.getRefreshToken() }
  },
  async list () {
    const d = await exact.request({ endpoint: '/financial/Journals', division })
    return { of: 'financial/Journals', codes: d.results.map((one) => one.Code) }
  },
  async filter () {
    const params = { $filter: "Name eq 'Klant 042'", $select: 'ID' }
    return (await exact.request({ endpoint: '/crm/Accounts', params, division })).results.map((one) => one.ID)
  },
  async page () {
    const found = []
    let params = { $filter: "Status eq 'C'", $select: 'ID' }
    while (params) { // it leaves following __next to its caller
      const d = await exact.request({ endpoint: '/crm/Accounts', params, division })
      found.push(...d.results.map((one) => one.ID))
      params = d.__next && Object.fromEntries(new URL(d.__next).searchParams)
    }
    return found
  },
  async create () {
    const payload = { Name: 'Nieuwe klant', Status: 'C', Email: 'nieuw@klant.example' }
    const d = await exact.request({ endpoint: '/crm/Accounts', method: 'POST', payload, division })
    made.ID = d.ID
    return { id: d.ID, name: d.Name }
  },
  update: () => exact.request({ endpoint: `/crm/Accounts(guid'${made.ID}')`, method: 'PUT', payload: { City: 'Zwolle' }, division })
})
