// Built from deploy/frontend/scripts/outbox.js; the source carries the comments.
(()=>{self.x=1;})();
