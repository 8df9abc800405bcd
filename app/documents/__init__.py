"""The document tree and its writers. This floor knows no domain: other floors build trees and hand them over."""
