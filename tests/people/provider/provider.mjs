// Two identity providers on loopback for the tests: `node provider.mjs PORT PORT`. Each is honest until it is told
// `PUT /lie/NAME`, and then lies in that one way until `PUT /lie/none`.
import { createHmac } from 'node:crypto';
import { decodeJwt, exportJWK, exportSPKI, generateKeyPair, SignJWT } from 'jose';
import Provider from 'oidc-provider';

const BACK = process.env.BACK.split(' ');
const PEOPLE = {
  1001: { email: 'state@demo.example', email_verified: true, name: 'At the ministry' },
  1002: { email: 'observer@demo.example', email_verified: false, name: 'Not shown to be so' },
  1003: { email: 'new@ministry.example', email_verified: true, name: 'Nadia New', groups: ['delegates', 'all staff'] },
  1004: { name: 'Without an address', groups: ['delegates'] },
  1005: { email: 'guest@ministry.example', email_verified: true, name: 'A guest', groups: ['guests'] },
};
const base64 = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function serve(port) {
  const issuer = `http://127.0.0.1:${port}`;
  const keys = await generateKeyPair('RS256', { extractable: true });
  const others = await generateKeyPair('RS256', { extractable: true });
  const kid = `key-${port}`;
  const jwk = { ...(await exportJWK(keys.privateKey)), kid, alg: 'RS256', use: 'sig' };
  let lie = 'none';

  const provider = new Provider(issuer, {
    clients: [{ client_id: 'commonspace', client_secret: 'told to both', redirect_uris: BACK }],
    jwks: { keys: [jwk] },
    cookies: { keys: ['for the tests only'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
    ttl: { AccessToken: 600, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    async findAccount(_ctx, id) {
      return { accountId: id, claims: async () => ({ sub: id, ...PEOPLE[id] }) };
    },
    async loadExistingGrant(ctx) {
      const { client, session } = ctx.oidc;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });

  const sign = (claims, key = keys.privateKey) => new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(key);
  const LIES = {
    'wrong issuer': (claims) => sign({ ...claims, iss: 'https://elsewhere.example' }),
    'wrong audience': (claims) => sign({ ...claims, aud: 'another site' }),
    'another party': (claims) => sign({ ...claims, aud: ['commonspace', 'another site'], azp: 'another site' }),
    'altered nonce': (claims) => sign({ ...claims, nonce: 'made up' }),
    'no nonce': ({ nonce, ...claims }) => sign(claims),
    'expired token': (claims) => sign({ ...claims, iat: claims.iat - 7200, exp: claims.iat - 3600 }),
    'no end': ({ exp, ...claims }) => sign(claims),
    'no subject': ({ sub, ...claims }) => sign(claims),
    'hash of another token': (claims) => sign({ ...claims, at_hash: 'AAAAAAAAAAAAAAAAAAAAAA' }),
    'another key': (claims) => sign(claims, others.privateKey),
    'alg none': async (claims) => `${base64({ alg: 'none', kid })}.${base64(claims)}.`,
    'signed with what both know': async (claims) => hmac(claims, 'told to both'),
    'signed with the public key': async (claims) => hmac(claims, await exportSPKI(keys.publicKey)),
    'no id token': async () => undefined,
    'no token at all': async () => 'x.y',
  };
  const hmac = (claims, secret) => {
    const signed = `${base64({ alg: 'HS256', kid })}.${base64(claims)}`;
    return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
  };

  provider.use(async (ctx, next) => {
    if (ctx.method === 'PUT') {
      lie = decodeURIComponent(ctx.path.slice('/lie/'.length));
      ctx.status = 204;
      return;
    }
    await next();
    const what = ctx.oidc?.route;
    if (what === 'token' && lie === 'leads elsewhere') {
      ctx.status = 302;
      ctx.set('Location', 'http://127.0.0.1:9/');
    } else if (what === 'token' && lie === 'far too much') {
      ctx.body = { ...ctx.body, more: 'x'.repeat(1024 * 1024) };
    } else if (what === 'token' && lie === 'out of order') {
      ctx.status = 503;
      ctx.body = '<h1>Out of order</h1>';
    } else if (what === 'token' && lie === 'an error of no kind') {
      ctx.body = { error: { any: 1 }, error_description: 5 };
    } else if (what === 'token' && lie === 'nested without end') {
      ctx.type = 'application/json';
      ctx.body = '['.repeat(100_000);
    } else if (what === 'token' && lie === 'access token of other signs') {
      ctx.body = { ...ctx.body, access_token: 'ü' };
    } else if (what === 'token' && ctx.body?.id_token && LIES[lie]) {
      ctx.body = { ...ctx.body, id_token: await LIES[lie](decodeJwt(ctx.body.id_token)) };
    } else if (what === 'userinfo' && lie === 'about somebody else') {
      ctx.body = { ...ctx.body, sub: '1001', email: 'state@demo.example', email_verified: true };
    } else if (what === 'discovery' && lie === 'another name') {
      ctx.body = { ...ctx.body, issuer: 'https://elsewhere.example' };
    } else if (what === 'discovery' && lie === 'lists of nothing') {
      const names = ['code_challenge_methods', 'response_types', 'token_endpoint_auth_methods'];
      ctx.body = { ...ctx.body, ...Object.fromEntries(names.map((name) => [`${name}_supported`, null])) };
    } else if (what === 'discovery' && lie === 'no PKCE') {
      ctx.body = { ...ctx.body, code_challenge_methods_supported: ['plain'] };
    } else if (what === 'discovery' && lie === 'unsafe address') {
      ctx.body = { ...ctx.body, token_endpoint: 'http://elsewhere.example/token' };
    } else if (what === 'discovery' && lie === 'only none') {
      ctx.body = { ...ctx.body, id_token_signing_alg_values_supported: ['none', 'HS256'] };
    }
  });
  await new Promise((listening) => provider.listen(port, '127.0.0.1', listening));
}

await Promise.all(process.argv.slice(2).map(serve));
console.log('ready');
