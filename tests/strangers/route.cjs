// Preloaded (node --require): connections to Exact's own address end at the sandbox's TLS door, as an entry in the
// hosts file would do. Names and certificates are still checked (NODE_EXTRA_CA_CERTS).
'use strict'

const tls = require('node:tls')
const connect = tls.connect

tls.connect = function (options, ...rest) {
  if (typeof options === 'object' && /^start\.exactonline\./.test(options.host ?? '')) {
    options = { ...options, servername: options.host, host: '127.0.0.1', port: Number(process.env.EXACT_PORT) }
  }
  return connect.call(this, options, ...rest)
}
