{
  "targets": [{
    "target_name": "garden",
    "sources": ["garden.cc"],
    "include_dirs": ["<!(node -p \"require('node-addon-api').include\")"]
  }]
}
