const text = Buffer.from('Z2FyZGVu', 'base64').toString();
const letters = [103, 97].map((c) => String.fromCharCode(c)).join('');
module.exports = { text, letters, data: (url) => atob(url.split(',')[1]) };
