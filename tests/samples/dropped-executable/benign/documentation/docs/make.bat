@echo inert sample
